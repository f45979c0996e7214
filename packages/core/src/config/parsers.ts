/** Turns a variable's text into its value; `undefined` if the text does not fit. */
export type Parser<T> = (text: string) => T | undefined;

const TRUTHY: ReadonlySet<string> = new Set(['1', 'true', 't', 'yes', 'y', 'on']);
const FALSY: ReadonlySet<string> = new Set(['0', 'false', 'f', 'no', 'n', 'off']);

/** `1 true t yes y on` or `0 false f no n off`, in any case. */
export const flag: Parser<boolean> = (text) => {
  const word = text.toLowerCase();
  if (TRUTHY.has(word)) return true;
  return FALSY.has(word) ? false : undefined;
};

/** A whole number within bounds. */
export function integer(lowest: number, highest: number): Parser<number> {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    return value >= lowest && value <= highest ? value : undefined;
  };
}

/** A number without sign or exponent, within bounds. */
export function decimal(lowest: number, highest: number): Parser<number> {
  return (text) => {
    const value = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
    return value >= lowest && value <= highest ? value : undefined;
  };
}

const UNITS_MS: ReadonlyMap<string, number> = new Map([
  ['', 1000],
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
]);

/** Milliseconds of `45` (seconds), `250ms`, `2m`, `1.5h`. */
export const duration: Parser<number> = (text) => {
  const [, digits = '', unit = ''] = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h)?$/i.exec(text) ?? [];
  if (digits === '') return undefined;
  const ms = Number(digits) * (UNITS_MS.get(unit.toLowerCase()) ?? Number.NaN);
  return Number.isFinite(ms) ? ms : undefined;
};

/** Any text that is not blank. */
export const words: Parser<string> = (text) => text;

/** Items between commas, trimmed; empty ones are left out. */
export const list: Parser<readonly string[]> = (text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
