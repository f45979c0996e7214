import type { Seeded } from '../answers/seeded.ts';

/** Makes a seeded text. */
type Sampler = (random: Seeded) => string;

const MORE = 3;
const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';
const WORD = `${LOWER}${LOWER.toUpperCase()}${DIGITS}_`;
const PRINTABLE = `${WORD} !#%&,-.:;=@~`;
const CLASSES: ReadonlyMap<string, string> = new Map([
  ['d', DIGITS],
  ['w', WORD],
  ['s', ' '],
  ['D', LOWER],
  ['W', '-'],
  ['S', LOWER],
]);
const CONTROLS: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

/**
 * Makes texts that match a simple regular expression: characters, classes, groups, alternatives,
 * quantifiers, and anchors at its ends. `null` for what it cannot: look-around, back references.
 */
export function patternSampler(pattern: string): Sampler | null {
  const reader = { source: pattern, at: 0 };
  try {
    const sampler = alternatives(reader);
    return reader.at === pattern.length ? sampler : null;
  } catch {
    return null;
  }
}

interface Reader {
  readonly source: string;
  at: number;
}

function peek({ source, at }: Reader): string {
  return source.charAt(at);
}

function take(reader: Reader): string {
  const character = peek(reader);
  if (character === '') throw new RangeError('the pattern ends too early');
  reader.at += 1;
  return character;
}

function alternatives(reader: Reader): Sampler {
  const branches = [sequence(reader)];
  while (peek(reader) === '|') {
    take(reader);
    branches.push(sequence(reader));
  }
  return (random) => random.pick(branches)(random);
}

function sequence(reader: Reader): Sampler {
  const items: Sampler[] = [];
  while (!['', '|', ')'].includes(peek(reader))) items.push(quantified(reader));
  return (random) => items.map((item) => item(random)).join('');
}

function quantified(reader: Reader): Sampler {
  const item = atom(reader);
  const [least, most] = quantity(reader);
  return (random) =>
    Array.from({ length: random.integer(least, most) }, () => item(random)).join('');
}

function quantity(reader: Reader): readonly [least: number, most: number] {
  const rest = reader.source.slice(reader.at);
  const match = /^(?:[*+?]|\{(\d+)(,(\d*))?\})\??/u.exec(rest);
  if (match === null) return [1, 1];
  const [whole, from, comma, to] = match;
  reader.at += whole.length;
  if (from === undefined) {
    if (whole.startsWith('?')) return [0, 1];
    return whole.startsWith('*') ? [0, MORE] : [1, 1 + MORE];
  }
  const least = Number(from);
  if (comma === undefined) return [least, least];
  return [least, to === undefined || to === '' ? least + MORE : Number(to)];
}

function atom(reader: Reader): Sampler {
  const character = take(reader);
  if (character === '^' || character === '$') return () => '';
  if (character === '(') return group(reader);
  if (character === '[') return oneOf(bracket(reader));
  if (character === '.') return oneOf(PRINTABLE);
  if (character === '\\') return oneOf(escaped(reader));
  return () => character;
}

function group(reader: Reader): Sampler {
  if (peek(reader) === '?') {
    if (!reader.source.startsWith('?:', reader.at)) throw new RangeError('not a plain group');
    reader.at += 2;
  }
  const inner = alternatives(reader);
  if (take(reader) !== ')') throw new RangeError('a group is not closed');
  return inner;
}

function oneOf(characters: string): Sampler {
  const list = [...characters];
  if (list.length === 0) throw new RangeError('an empty class');
  return (random) => random.pick(list);
}

function escaped(reader: Reader): string {
  const character = take(reader);
  const known = CLASSES.get(character) ?? CONTROLS.get(character);
  if (known !== undefined) return known;
  if (/\w/u.test(character)) throw new RangeError('not a plain escape');
  return character;
}

function bracket(reader: Reader): string {
  const isNegated = peek(reader) === '^';
  if (isNegated) take(reader);
  let characters = '';
  while (peek(reader) !== ']') characters += range(reader);
  take(reader);
  if (!isNegated) return characters;
  return [...PRINTABLE].filter((each) => !characters.includes(each)).join('');
}

function range(reader: Reader): string {
  const first = classMember(reader);
  const isRange = peek(reader) === '-' && reader.source.charAt(reader.at + 1) !== ']';
  if (first.length !== 1 || !isRange) return first;
  take(reader);
  const last = classMember(reader).charCodeAt(0);
  const start = first.charCodeAt(0);
  return Array.from({ length: Math.max(0, last - start + 1) }, (_, index) =>
    String.fromCharCode(start + index),
  ).join('');
}

function classMember(reader: Reader): string {
  const character = take(reader);
  return character === '\\' ? escaped(reader) : character;
}
