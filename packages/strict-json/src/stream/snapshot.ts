/** Deeper than this a value is shared, not copied. */
const DEEPEST = 200;

/**
 * A copy of a value that grows in place at its end, so that it stays as it is now. What is closed is
 * shared, so that a copy costs no more than the containers still open. The copy before where nothing
 * has been added since.
 */
export function snapshot(live: unknown, before: unknown, depth = 0): unknown {
  if (typeof live !== 'object' || live === null || depth === DEEPEST) return live;
  return Array.isArray(live)
    ? copiedList(live, before, depth)
    : copiedObject(live as Fields, before, depth);
}

type Fields = Readonly<Record<string, unknown>>;

function copiedList(live: readonly unknown[], before: unknown, depth: number): readonly unknown[] {
  const known: readonly unknown[] = Array.isArray(before) ? before : [];
  const last = live.length - 1;
  const item = snapshot(live[last], known[last], depth + 1);
  if (Array.isArray(before) && known.length === live.length && item === known[last]) return known;
  return live.length === 0 ? [] : [...live.slice(0, -1), item];
}

const INTEGER = /^\d+$/;

/** Keys come in the order of the text, but for those that look like an index: they come first. */
function copiedObject(live: Fields, before: unknown, depth: number): Fields {
  const known = isFields(before) ? before : {};
  const keys = Object.keys(live);
  const open = INTEGER.test(keys[0] ?? '') ? keys : keys.slice(-1);
  const items = open.map((key) => [key, snapshot(live[key], known[key], depth + 1)] as const);
  const isSame =
    isFields(before) &&
    Object.keys(known).length === keys.length &&
    items.every(([key, item]) => item === known[key]);
  return isSame ? known : { ...live, ...Object.fromEntries(items) };
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
