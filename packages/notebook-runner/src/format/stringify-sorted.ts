import type { JsonValue } from './notebook.ts';

/**
 * JSON text as Python's `json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False)` writes it:
 * keys sorted by code point, one space a level, non-ASCII as is.
 */
export function stringifySorted(value: JsonValue): string {
  return write(value, '\n');
}

function write(value: JsonValue, newline: string): string {
  if (typeof value === 'number') return pythonNumber(value);
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const inner = `${newline} `;
  if (isList(value)) {
    return block(
      '[',
      ']',
      newline,
      inner,
      value.map((item) => write(item, inner)),
    );
  }
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([left], [right]) => compareCodePoints(left, right))
    .map(([key, member]) => `${JSON.stringify(key)}: ${write(member, inner)}`);
  return block('{', '}', newline, inner, members);
}

function block(
  open: string,
  close: string,
  newline: string,
  inner: string,
  members: readonly string[],
): string {
  if (members.length === 0) return open + close;
  return open + inner + members.join(`,${inner}`) + newline + close;
}

// Array.isArray does not narrow readonly arrays.
function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

// The default order compares UTF-16 units, which puts U+FF5E after an emoji; Python does not.
function compareCodePoints(left: string, right: string): number {
  const rights = right[Symbol.iterator]();
  for (const character of left) {
    const other = rights.next();
    if (other.done) return 1;
    const difference = (character.codePointAt(0) ?? 0) - (other.value.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return rights.next().done ? 0 : -1;
}

// Both languages print the shortest digits that round-trip, but switch to exponents elsewhere.
function pythonNumber(value: number): string {
  if (Number.isInteger(value))
    return Math.abs(value) < 1e21 ? String(value) : String(BigInt(value));
  const [digits = '', exponent = '0'] = value.toExponential().split('e');
  if (Number(exponent) >= -4) return String(value);
  return `${digits}e-${exponent.slice(1).padStart(2, '0')}`;
}
