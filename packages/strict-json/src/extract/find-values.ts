import type { FoundValue, OpenValue } from './found-value.ts';
import { mayStartValue } from './may-start-value.ts';
import { type ScannedValue, scanValue } from './scan-value.ts';
import { skipSpace } from './skip-space.ts';
import { plainStringEnd } from './string-end.ts';

/** What a model's text holds. */
export interface Findings {
  /** Objects and arrays that are closed, in the order of the text. */
  readonly values: readonly FoundValue[];
  /** An object or array that is not closed, if none follows it that is. */
  readonly open: OpenValue | undefined;
  /** Places that may hold a string, number or literal: what a fence holds, what follows reasoning. */
  readonly scalars: readonly FoundValue[];
  /** What is taken off and is no prose: reasoning and the marks of fences, in the text's order. */
  readonly marks: readonly Mark[];
}

/** A piece of the text that is taken off. */
export interface Mark {
  readonly kind: 'think' | 'fence';
  readonly start: number;
  readonly end: number;
}

/**
 * Finds the top-level objects and arrays of a text in one pass. Reasoning and fences count outside
 * of values only, so a value that speaks of them stays whole.
 *
 * @param isCut whether the model was cut: reasoning that does not end then leaves no answer
 */
export function findValues(text: string, isCut: boolean): Findings {
  return new Search(text, isCut, 0).run();
}

/**
 * The same for what stands behind the last closing tag of reasoning, where that tag is inside or
 * behind the place given: reasoning without its opening tag may hold a bracket or a quote that
 * swallowed the answer. `undefined` where there is no such tag, or no value behind it.
 */
export function findBehindReasoning(text: string, from: number): Findings | undefined {
  const tag = lastClosingTag(text, from);
  if (tag === undefined) return undefined;
  const rest = new Search(text, false, tag.end).run();
  if (rest.values.length === 0 && rest.open === undefined) return undefined;
  return { ...rest, marks: [{ kind: 'think', start: 0, end: tag.end }, ...rest.marks] };
}

/** How many values and scalars are looked at, from the end: no answer has more. */
const MOST = 1000;
/** How many fences inside each other are told apart. */
const DEEPEST_FENCE = 8;
const FIRST_OF_SCALAR = '"-0123456789tfn';
const LANDMARK = /[{[`~<]/g;
const TAG = /<(\/?)(think|thinking|reasoning)>/iy;
const FENCE = /(`{3,}|~{3,})([\w+#.-]*)/y;

interface OpenFence {
  readonly start: number;
  readonly mark: string;
}

class Search {
  readonly #text: string;
  readonly #isCut: boolean;
  readonly #budget: { left: number };
  readonly #unclosedTags = new Set<string>();
  #at: number;
  /** Behind the last thing that was taken off: a bracket that follows is no prose. */
  #wrapped: number;
  /** Whether no value came since then, so that a scalar may be all there is. */
  #isEmpty = false;
  #values: FoundValue[] = [];
  #open: OpenValue | undefined;
  #scalars: FoundValue[] = [];
  #marks: Mark[] = [];
  #fences: OpenFence[] = [];

  constructor(text: string, isCut: boolean, from: number) {
    this.#text = text;
    this.#isCut = isCut;
    this.#budget = { left: 4 * text.length };
    this.#at = from;
    this.#wrapped = from;
  }

  run(): Findings {
    const text = this.#text;
    this.#lookForOpenString();
    for (let at = this.#next(); at !== -1; at = this.#next()) {
      const character = text.charAt(at);
      if (character === '<') this.#tag(at);
      else if (character === '{' || character === '[') this.#bracket(at);
      else this.#fence(at);
    }
    this.#noteScalar(text.length);
    return {
      values: this.#values,
      open: this.#open,
      scalars: this.#scalars,
      marks: this.#marks,
    };
  }

  #next(): number {
    LANDMARK.lastIndex = this.#at;
    return LANDMARK.exec(this.#text)?.index ?? -1;
  }

  #bracket(at: number): void {
    const isFirst = this.#isFirst(at);
    const mayStart =
      mayStartValue(this.#text, at, this.#budget) || (isFirst && !isDoubled(this.#text, at));
    const scanned = mayStart ? this.#scan(at, isFirst) : undefined;
    if (scanned === undefined) {
      this.#at = at + 1;
      return;
    }
    const { end, next, open } = scanned;
    const found = { start: at, end, fences: this.#fencesAround() };
    if (open === undefined) keepLast(this.#values, found);
    this.#isEmpty = false;
    this.#open = open === undefined ? undefined : { ...found, ...open };
    this.#at = next;
  }

  #scan(at: number, isFirst: boolean): ScannedValue | undefined {
    const scanned = scanValue(this.#text, at, !isFirst && this.#budget.left > 0);
    if (scanned.isProse !== true) return scanned;
    this.#budget.left -= scanned.end - at;
    return undefined;
  }

  /** Whether nothing but white space stands between the last wrapper and the bracket. */
  #isFirst(at: number): boolean {
    return this.#text.slice(this.#wrapped, Math.min(at, this.#wrapped + 99)).trim() === '';
  }

  #fence(at: number): void {
    FENCE.lastIndex = at;
    const [whole, mark = '', language] = FENCE.exec(this.#text) ?? [];
    this.#at = at + (whole?.length ?? 1);
    if (whole === undefined) return;
    const innermost = this.#fences.at(-1);
    const isClosing = language === '' && innermost !== undefined && mark.startsWith(innermost.mark);
    this.#takeOff({ kind: 'fence', start: at, end: this.#at });
    if (isClosing) this.#fences.pop();
    else if (this.#fences.length < DEEPEST_FENCE) this.#fences.push({ start: at, mark });
    this.#lookForOpenString();
  }

  #takeOff(mark: Mark): void {
    this.#noteScalar(mark.start);
    this.#wrapped = mark.end;
    this.#isEmpty = true;
    const last = this.#marks.at(-1);
    const isMore = mark.kind === 'think' && last?.kind === 'think';
    if (isMore && this.#text.slice(last.end, mark.start).trim() === '') {
      this.#marks[this.#marks.length - 1] = { ...last, end: mark.end };
    } else {
      this.#marks.push(mark);
    }
  }

  #noteScalar(end: number): void {
    if (!this.#isEmpty) return;
    const start = skipSpace(this.#text, this.#wrapped);
    const mayBeOne = start < end && FIRST_OF_SCALAR.includes(this.#text.charAt(start));
    if (mayBeOne) keepLast(this.#scalars, { start, end, fences: this.#fencesAround() });
  }

  #fencesAround(): number[] {
    return this.#fences.map(({ start }) => start);
  }

  #tag(at: number): void {
    TAG.lastIndex = at;
    const [whole, slash, name = ''] = TAG.exec(this.#text) ?? [];
    this.#at = at + (whole?.length ?? 1);
    if (whole === undefined) return;
    if (slash === '/') this.#dropAllSoFar();
    else this.#dropReasoning(at, name.toLowerCase());
    this.#lookForOpenString();
  }

  /** A string at the top that was cut may hold what looks like a whole value. */
  #lookForOpenString(): void {
    const text = this.#text;
    const start = skipSpace(text, this.#wrapped);
    if (text.charAt(start) !== '"' || plainStringEnd(text, start) !== -1) return;
    this.#open = {
      start,
      end: text.length,
      fences: this.#fencesAround(),
      cut: 'string',
      closers: '',
    };
    this.#isEmpty = false;
    this.#at = text.length;
  }

  /** A closing tag without an opening one: the chat template had opened it already. */
  #dropAllSoFar(): void {
    this.#values = [];
    this.#open = undefined;
    this.#fences = [];
    this.#marks = [];
    this.#scalars = [];
    this.#isEmpty = false;
    this.#takeOff({ kind: 'think', start: 0, end: this.#at });
  }

  #dropReasoning(start: number, name: string): void {
    const end = this.#unclosedTags.has(name) ? -1 : this.#endOfReasoning(name);
    if (end === -1) this.#unclosedTags.add(name);
    if (end !== -1) this.#at = end;
    else if (this.#isCut) this.#at = this.#text.length;
    this.#takeOff({ kind: 'think', start, end: this.#at });
  }

  #endOfReasoning(name: string): number {
    const closing = new RegExp(`</${name}>`, 'gi');
    closing.lastIndex = this.#at;
    return closing.test(this.#text) ? closing.lastIndex : -1;
  }
}

/** Forgets the first ones in bulk. */
function keepLast(values: FoundValue[], value: FoundValue): void {
  if (values.length === 2 * MOST) values.splice(0, MOST);
  values.push(value);
}

/** Templates leave two braces where one is meant. */
function isDoubled(text: string, at: number): boolean {
  return /^\{\s*[{[]/.test(text.slice(at, at + 99));
}

function lastClosingTag(text: string, from: number): { readonly end: number } | undefined {
  const tags = [...text.slice(from).matchAll(/<\/(?:think|thinking|reasoning)>/gi)];
  const last = tags.at(-1);
  return last === undefined ? undefined : { end: from + last.index + last[0].length };
}
