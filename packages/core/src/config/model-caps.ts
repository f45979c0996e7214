import type { ModelCapabilities } from '../models/model-capabilities.ts';
import type { Parser } from './parsers.ts';

/** What the user says of models, by id. */
export type ModelCaps = ReadonlyMap<string, ModelCapabilities>;

const FIELDS: {
  readonly [Field in keyof Required<ModelCapabilities>]: (value: unknown) => boolean;
} = {
  vlm: isFlag,
  tools: isFlag,
  json: isFlag,
  maxInputTokens: (value) => Number.isInteger(value) && Number(value) > 0,
};

/** `{ "id": { "vlm"?, "tools"?, "json"?, "maxInputTokens"? } }`; any other field is a mistake. */
export const modelCaps: Parser<ModelCaps> = (text) => {
  const models = entries(parse(text));
  if (models === undefined) return undefined;
  return models.every(([, said]) => isCapabilities(said))
    ? new Map(models as [string, ModelCapabilities][])
    : undefined;
};

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function entries(value: unknown): [string, unknown][] | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.entries(value);
}

function isCapabilities(said: unknown): boolean {
  const fields = entries(said);
  if (fields === undefined) return false;
  return fields.every(
    ([field, value]) =>
      Object.hasOwn(FIELDS, field) && FIELDS[field as keyof ModelCapabilities](value),
  );
}

function isFlag(value: unknown): boolean {
  return typeof value === 'boolean';
}
