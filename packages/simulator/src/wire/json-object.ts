/** A JSON object whose members have not been looked at yet. */
export type JsonObject = Record<string, unknown>;

/** Tells whether a parsed JSON value is an object: not an array, not `null`. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
