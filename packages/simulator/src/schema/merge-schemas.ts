import { canonicalJson } from '../answers/canonical-json.ts';
import { isJsonObject, type JsonObject } from '../wire/json-object.ts';

type Merge = (left: unknown, right: unknown) => unknown;

const both: Merge = (left, right) => ({ allOf: [left, right] });
const larger: Merge = (left, right) => Math.max(Number(left), Number(right));
const smaller: Merge = (left, right) => Math.min(Number(left), Number(right));
const joined: Merge = (left, right) => [...new Set([...listOf(left), ...listOf(right)])];

const MERGES: ReadonlyMap<string, Merge> = new Map<string, Merge>([
  ['type', common],
  ['enum', common],
  ['required', joined],
  ['properties', mergeProperties],
  ['items', both],
  ['additionalProperties', both],
  ['propertyNames', both],
  ['minimum', larger],
  ['exclusiveMinimum', larger],
  ['minLength', larger],
  ['minItems', larger],
  ['minProperties', larger],
  ['maximum', smaller],
  ['exclusiveMaximum', smaller],
  ['maxLength', smaller],
  ['maxItems', smaller],
  ['maxProperties', smaller],
]);

/** One schema that asks what two ask, as far as keywords can be joined; else the second's holds. */
export function mergeSchemas(left: JsonObject, right: JsonObject): JsonObject {
  const merged = { ...left };
  for (const [name, argument] of Object.entries(right)) {
    const isShared = Object.hasOwn(merged, name);
    merged[name] = isShared ? (MERGES.get(name)?.(merged[name], argument) ?? argument) : argument;
  }
  return merged;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function common(left: unknown, right: unknown): unknown {
  const wanted = new Set(listOf(right).map(canonicalJson));
  const shared = listOf(left).filter((each) => wanted.has(canonicalJson(each)));
  if (shared.length > 0) return shared;
  // A whole number is a number, though the words differ.
  const isNumeric = [...listOf(left), ...listOf(right)].includes('integer');
  return isNumeric ? ['integer'] : right;
}

function mergeProperties(left: unknown, right: unknown): unknown {
  if (!isJsonObject(left) || !isJsonObject(right)) return right;
  const entries = Object.entries(right).map(([name, schema]) => [
    name,
    Object.hasOwn(left, name) ? both(left[name], schema) : schema,
  ]);
  return { ...left, ...Object.fromEntries(entries) };
}
