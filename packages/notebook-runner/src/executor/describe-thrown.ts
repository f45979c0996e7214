import { inspect } from 'node:util';
import type { CellError } from './protocol.ts';

/**
 * Whatever a cell threw, in Jupyter's terms, with its causes; `where` are stack lines known from
 * elsewhere, shown after those of the value itself.
 */
export function describeThrown(value: unknown, where: readonly string[] = []): CellError {
  const { ename, evalue } = nameOf(value);
  return { cause: 'thrown', ename, evalue, traceback: describe(value, new Set(), where) };
}

/** The stack lines in a stack. */
export function stackFrames(stack: string): string[] {
  return stack.split('\n').filter((line) => FRAME.test(line));
}

const FRAME = /^ {4,}at /;

function nameOf(value: unknown): { ename: string; evalue: string } {
  if (!isErrorLike(value)) return { ename: 'Thrown', evalue: short(value) };
  try {
    return { ename: String(value.name || 'Error'), evalue: String(value.message) };
  } catch {
    return { ename: 'Error', evalue: '' };
  }
}

function describe(value: unknown, seen: Set<unknown>, where: readonly string[] = []): string[] {
  const { ename, evalue } = nameOf(value);
  const head = `${ename}: ${evalue}`.split('\n');
  if (!isErrorLike(value)) return [...head, ...where];
  if (seen.has(value)) return [...head, '    (already shown)'];
  seen.add(value);
  const own = frames(value);
  return [
    ...head,
    ...own,
    ...where.filter((line) => !own.includes(line)),
    ...(value.cause === undefined ? [] : indent('Caused by: ', describe(value.cause, seen))),
    ...inner(value).flatMap((item) => indent('- ', describe(item, seen))),
  ];
}

function frames({ stack }: Error): string[] {
  return typeof stack === 'string' ? stackFrames(stack) : [];
}

function inner(error: Error): readonly unknown[] {
  const { errors } = error as { errors?: unknown };
  return Array.isArray(errors) ? errors.slice(0, 10) : [];
}

function indent(label: string, [first = '', ...rest]: readonly string[]): string[] {
  return [`  ${label}${first}`, ...rest.map((line) => `  ${line}`)];
}

function isErrorLike(value: unknown): value is Error {
  if (value instanceof Error) return true;
  return typeof value === 'object' && value !== null && 'message' in value && 'stack' in value;
}

function short(value: unknown): string {
  return inspect(value, { depth: 2, breakLength: Infinity, maxStringLength: 1000, colors: false });
}
