import { isJsonObject } from '../wire/json-object.ts';

/** The schema a local reference (`#`, `#/$defs/item`) points to, or `undefined`. */
export function resolveReference(reference: unknown, root: unknown): unknown {
  if (typeof reference !== 'string' || !reference.startsWith('#')) return undefined;
  const steps = reference.slice(1).split('/').slice(1);
  return steps.reduce<unknown>((schema, step) => {
    const name = decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~');
    if (Array.isArray(schema)) return schema[Number(name)];
    return isJsonObject(schema) && Object.hasOwn(schema, name) ? schema[name] : undefined;
  }, root);
}
