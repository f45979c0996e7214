import type { ErrorObject } from 'ajv';

/** A fault as ajv found it: where, and in words that a model can follow. */
export interface Fault {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

type Describe = (params: Readonly<Record<string, unknown>>, data: unknown) => string;

const SAYINGS: ReadonlyMap<string, Describe> = new Map<string, Describe>([
  ['type', ({ type }, data) => `expected ${[type].flat().join(' or ')}, got ${kindOf(data)}`],
  ['enum', ({ allowedValues }) => `must be one of ${listOf(allowedValues)}`],
  ['const', ({ allowedValue }) => `must be ${listOf([allowedValue])}`],
  ['required', () => 'is missing'],
  ['additionalProperties', () => 'is not a known property'],
  ['unevaluatedProperties', () => 'is not a known property'],
]);

/** Which param names the property that the fault is about. */
const NAMED: ReadonlyMap<string, string> = new Map([
  ['required', 'missingProperty'],
  ['additionalProperties', 'additionalProperty'],
  ['unevaluatedProperties', 'unevaluatedProperty'],
]);

/** What an error of ajv says. */
export function faultOf({ instancePath, keyword, params, message, data }: ErrorObject): Fault {
  const path = instancePath === '' ? [] : instancePath.slice(1).split('/').map(stepOf);
  const named = NAMED.get(keyword);
  const property = named === undefined ? undefined : params[named];
  return {
    path: property === undefined ? path : [...path, String(property)],
    message: SAYINGS.get(keyword)?.(params, data) ?? message ?? `breaks ${keyword}`,
  };
}

/** A step of a JSON pointer. A number may be a property's name as well; it reads the same. */
function stepOf(step: string): PropertyKey {
  const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
  return /^(?:0|[1-9]\d{0,9})$/.test(name) ? Number(name) : name;
}

function kindOf(data: unknown): string {
  if (data === null) return 'null';
  if (Array.isArray(data)) return 'array';
  return typeof data;
}

const MOST_VALUES = 20;

function listOf(values: unknown): string {
  const list = Array.isArray(values) ? values : [values];
  const shown = list.slice(0, MOST_VALUES).map((value) => JSON.stringify(value));
  return list.length > MOST_VALUES ? `${shown.join(', ')}, …` : shown.join(', ');
}
