import type { JsonSchema } from './compiled-schema.ts';

/** The subschema that a local reference (`#`, `#/$defs/x`) names; `undefined` where there is none. */
export function resolveRef(root: JsonSchema, ref: string): JsonSchema | undefined {
  if (ref === '#') return root;
  if (!ref.startsWith('#/')) return undefined;
  let here: unknown = root;
  for (const step of ref.slice(2).split('/')) {
    const name = decoded(step).replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, name)) return undefined;
    here = (here as JsonSchema)[name];
  }
  return isSchema(here) ? here : undefined;
}

/** Whether a value is a schema with keywords: `true` and `false` are schemas as well. */
export function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A list of schemas as it stands under `anyOf` and the like; empty where there is none. */
export function schemasIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function decoded(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}
