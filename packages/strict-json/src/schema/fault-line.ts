/** The most faults that are kept of one value. */
export const MOST_FAULTS = 10;

/** Of a value whose nesting a validator cannot follow. */
export const TOO_DEEP = 'is nested too deeply';

const IDENTIFIER = /^[\p{L}_$][\p{L}\p{N}_$-]*$/u;

/** One line on one fault: `items[0].price: expected number`; at the root the message alone. */
export function faultLine(path: readonly PropertyKey[], message: string): string {
  const place = path.reduce<string>((line, step) => line + stepOf(step, line === ''), '');
  return place === '' ? message : `${place}: ${message}`;
}

function stepOf(step: PropertyKey, isFirst: boolean): string {
  if (typeof step === 'number') return `[${step}]`;
  const name = String(step);
  if (!IDENTIFIER.test(name)) return `[${JSON.stringify(name)}]`;
  return isFirst ? name : `.${name}`;
}
