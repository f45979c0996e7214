import { ChatError } from '@scillm/core';

/**
 * Sets `null` where one of the keys holds an empty or blank string, and says in how many places.
 * Changes the value itself. Keys: `title` (top level), `a.b`, `items[].title`, `**.title` (at any
 * depth). Throws `invalid_config` for a key of another form.
 */
export function nullBlankStrings(value: unknown, keys: readonly string[]): number {
  let count = 0;
  for (const { steps, last } of pathsOf(keys)) {
    let holders: readonly unknown[] = [value];
    for (const step of steps) holders = STEPS[step.kind](holders, step.name);
    for (const holder of holders) count += nullIn(holder, last);
  }
  return count;
}

interface Step {
  readonly kind: 'key' | 'items' | 'anywhere';
  readonly name: string;
}

interface Path {
  /** From the top to what holds the strings. */
  readonly steps: readonly Step[];
  /** The key that holds them; `undefined` where they are the elements of an array. */
  readonly last: string | undefined;
}

/** Once per list, as the same list comes with every call. */
const compiled = new WeakMap<readonly string[], readonly Path[]>();

function pathsOf(keys: readonly string[]): readonly Path[] {
  const known = compiled.get(keys);
  if (known !== undefined) return known;
  const paths = keys.map(parsePath);
  compiled.set(keys, paths);
  return paths;
}

const PART = /^(?:\*\*|([^.[\]*]+)?((?:\[\])*))$/;

function parsePath(key: string): Path {
  const steps = key.split('.').flatMap((part, index) => parsePart(part, index, key));
  const last = steps.pop();
  if (last === undefined || last.kind === 'anywhere') throw wrongPath(key);
  return { steps, last: last.kind === 'key' ? last.name : undefined };
}

function parsePart(part: string, index: number, key: string): Step[] {
  if (part === '**') return [{ kind: 'anywhere', name: '' }];
  const [, name = '', items = ''] = PART.exec(part) ?? [];
  // Only the first part may lack a name: `[].title` is for an array at the top.
  const isNamed = name.trim() !== '';
  if (!isNamed && (index > 0 || items === '')) throw wrongPath(key);
  const steps: Step[] = isNamed ? [{ kind: 'key', name }] : [];
  for (let at = 0; at < items.length; at += 2) steps.push({ kind: 'items', name: '' });
  return steps;
}

function wrongPath(key: string): ChatError {
  return new ChatError(
    'invalid_config',
    `The nonempty key "${key.slice(0, 80)}" is no path. Write it like title, a.b, items[].title or **.title.`,
  );
}

const STEPS: Readonly<
  Record<Step['kind'], (holders: readonly unknown[], name: string) => readonly unknown[]>
> = {
  key: (holders, name) => holders.flatMap((holder) => (hasKey(holder, name) ? [holder[name]] : [])),
  items: (holders) => holders.filter(Array.isArray).flat(),
  anywhere: (holders) => everythingIn(holders),
};

function everythingIn(holders: readonly unknown[]): readonly unknown[] {
  const found = new Set<unknown>();
  const waiting = [...holders];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next !== 'object' || next === null || found.has(next)) continue;
    found.add(next);
    for (const child of Object.values(next)) waiting.push(child);
  }
  return [...found];
}

function nullIn(holder: unknown, key: string | undefined): number {
  if (key !== undefined) {
    if (!hasKey(holder, key) || !isBlank(holder[key])) return 0;
    holder[key] = null;
    return 1;
  }
  if (!Array.isArray(holder)) return 0;
  let count = 0;
  for (const [index, element] of holder.entries()) {
    if (!isBlank(element)) continue;
    holder[index] = null;
    count++;
  }
  return count;
}

function hasKey(holder: unknown, key: string): holder is Record<string, unknown> {
  const isObject = typeof holder === 'object' && holder !== null && !Array.isArray(holder);
  return isObject && Object.hasOwn(holder, key);
}

function isBlank(value: unknown): boolean {
  return typeof value === 'string' && value.trim() === '';
}
