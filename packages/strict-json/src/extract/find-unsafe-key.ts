/**
 * The key that may reach into prototypes when the value is copied or merged: `__proto__`, or
 * `constructor` that holds `prototype`. Looks at any depth without recursion.
 *
 * @param json the JSON that the value was parsed of; where it cannot hold such a key, nothing is walked
 */
export function findUnsafeKey(value: unknown, json: string): string | undefined {
  if (!mayHoldOne(json)) return undefined;
  const waiting: unknown[] = [value];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next !== 'object' || next === null) continue;
    if (Object.hasOwn(next, '__proto__')) return '__proto__';
    if (holdsPrototype(next)) return 'constructor.prototype';
    for (const child of Object.values(next)) waiting.push(child);
  }
  return undefined;
}

/** Escapes can spell any key; other than those, the keys stand in the text as they are. */
function mayHoldOne(json: string): boolean {
  return json.includes('__proto__') || json.includes('"constructor"') || json.includes('\\u');
}

function holdsPrototype(holder: object): boolean {
  if (!Object.hasOwn(holder, 'constructor')) return false;
  const { constructor: held } = holder as { readonly constructor: unknown };
  return typeof held === 'object' && held !== null && Object.hasOwn(held, 'prototype');
}
