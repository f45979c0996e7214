import { inspect } from 'node:util';
import type { JsonObject, MimeBundle } from '../format/notebook.ts';

// The method by which a value shows itself, known to other kernels too.
const DISPLAY = Symbol.for('Jupyter.display');

/** A value's representations: its own, else `text/plain` by `util.inspect`. */
export function toBundle(value: unknown): MimeBundle | Promise<MimeBundle> {
  const show = displayMethod(value);
  return show ? show.call(value) : { 'text/plain': inspectShort(value) };
}

function displayMethod(value: unknown): (() => MimeBundle | Promise<MimeBundle>) | undefined {
  const isObject = (typeof value === 'object' && value !== null) || typeof value === 'function';
  if (!isObject) return undefined;
  const method = (value as JsonObject & { [DISPLAY]?: unknown })[DISPLAY];
  return typeof method === 'function' ? (method as () => MimeBundle) : undefined;
}

function inspectShort(value: unknown): string {
  const text = inspect(value, {
    depth: 4,
    breakLength: 80,
    maxArrayLength: 100,
    maxStringLength: MAX_CHARACTERS,
    colors: false,
  });
  if (text.length <= 2 * MAX_CHARACTERS) return text;
  return `${text.slice(0, 2 * MAX_CHARACTERS)}… ${text.length - 2 * MAX_CHARACTERS} more characters`;
}

const MAX_CHARACTERS = 10_000;
