import { SURFACE_NAMES } from '../surfaces/surface-name.ts';
import { ACTION_WORDS } from './action-words.ts';
import { CONDITION_WORDS, type Conditions } from './conditions.ts';
import type { FaultActions } from './fault-actions.ts';
import { globOf } from './glob.ts';
import { scriptError } from './script-error.ts';
import { type Token, tokens } from './tokens.ts';
import { type WordValue, wordOf } from './word-value.ts';

/** One line of a fault script. */
export interface FaultRule {
  /** The line as written, less its comment and surplus blanks. */
  readonly text: string;
  /** Whether the rule is about a surface. */
  readonly surface: (name: string) => boolean;
  /** Whether the rule is about a path. */
  readonly route: (path: string) => boolean;
  /** When it applies. */
  readonly conditions: Conditions;
  /** What it does. */
  readonly actions: FaultActions;
}

const ARROW = '->';
const REPEATABLE: ReadonlySet<string> = new Set(['header', 'malformed']);

/**
 * Reads a fault script: a rule a line, `surface route conditions -> actions`, `#` comments.
 *
 * @throws an error `faults:LINE:COL: …` for the first thing that is wrong.
 */
export function parseFaults(script: string): readonly FaultRule[] {
  return script
    .split(/\r?\n/u)
    .map((line, index) => tokens(line, index + 1))
    .filter((words) => words.length > 0)
    .map(ruleOf);
}

function ruleOf(words: readonly Token[]): FaultRule {
  const arrow = words.findIndex(({ text }) => text === ARROW);
  const [surface, route] = words;
  if (surface === undefined || route === undefined || arrow < 0) {
    throw behind(words, 'a rule reads: surface route conditions -> actions.');
  }
  if (arrow < 2) throw at(words[arrow] ?? surface, 'surface and route stand before the arrow.');
  if (arrow === words.length - 1) throw behind(words, 'an action must follow the arrow.');
  return {
    text: words.map(({ text }) => text).join(' '),
    surface: surfaceOf(surface),
    route: routeOf(route),
    conditions: read(words.slice(2, arrow), CONDITION_WORDS, 'condition'),
    actions: read(words.slice(arrow + 1), ACTION_WORDS, 'action'),
  };
}

function surfaceOf(token: Token): (name: string) => boolean {
  const fits = globOf(token.text);
  if (SURFACE_NAMES.some(fits)) return fits;
  throw at(token, `no surface is named ${token.text}. Surfaces: ${SURFACE_NAMES.join(', ')}.`);
}

function routeOf(token: Token): (path: string) => boolean {
  if (token.text.startsWith('/') || token.text.startsWith('*')) return globOf(token.text);
  throw at(token, `a route starts with / or *, not with "${token.text.charAt(0)}".`);
}

function read<T extends object>(
  words: readonly Token[],
  known: ReadonlyMap<string, (value: WordValue) => T>,
  kind: string,
): T {
  let all: Partial<T> = {};
  for (const token of words) {
    const { name, value } = wordOf(token);
    const meaning = known.get(name)?.(value);
    if (meaning === undefined) throw at(token, unknownWord(name, known.keys(), kind));
    const doubled = Object.keys(meaning).some((key) => Object.hasOwn(all, key));
    if (doubled && !REPEATABLE.has(name)) {
      throw at(token, `this ${kind} is given twice, or contradicts one before it: ${name}.`);
    }
    all = { ...all, ...(doubled ? joined(all, meaning) : meaning) };
  }
  return all as T;
}

function joined<T extends object>(earlier: Partial<T>, later: T): T {
  const entries = Object.entries(later).map(([key, value]) => {
    const before: unknown = (earlier as Record<string, unknown>)[key];
    return [key, [...(Array.isArray(before) ? before : []), ...value]];
  });
  return Object.fromEntries(entries);
}

function unknownWord(name: string, known: Iterable<string>, kind: string): string {
  const near = [...known].filter((word) => word.startsWith(name.charAt(0)));
  const hint = near.length > 0 ? ` Like it: ${near.join(', ')}.` : '';
  return `unknown ${kind} ${name}.${hint}`;
}

function at(token: Token, message: string): Error {
  return scriptError(token.line, token.column, message);
}

function behind(words: readonly Token[], message: string): Error {
  const last = words.at(-1);
  return scriptError(last?.line ?? 1, (last?.column ?? 1) + (last?.text.length ?? 0), message);
}
