import { skipSpace } from '../extract/skip-space.ts';

/**
 * Looks for where the JSON begins in a text that arrives in pieces: at its start, behind reasoning
 * or the mark of a fence, or in prose at a bracket that a key, a string or a bracket follows.
 */
export class ValueSeeker {
  /** What is not decided yet. */
  #waiting = '';
  /** The tag whose end ends the reasoning. */
  #tag: string | undefined;
  /** Whether white space and wrappers are all that came. */
  #isAtStart: boolean;

  /** @param isInProse whether words have come already */
  constructor(isInProse: boolean) {
    this.#isAtStart = !isInProse;
  }

  /** The text from the value's beginning on; `undefined` while it has not begun. */
  push(piece: string): string | undefined {
    const text = this.#waiting + piece;
    this.#waiting = '';
    let at = 0;
    while (at < text.length) {
      const step = this.#step(text, at);
      if (step.kind === 'found') return text.slice(step.at);
      if (step.kind === 'wait') {
        this.#waiting = text.slice(step.at);
        return undefined;
      }
      at = step.at;
    }
    return undefined;
  }

  #step(text: string, from: number): Step {
    if (this.#tag !== undefined) return this.#skipReasoning(text, from, this.#tag);
    const at = this.#isAtStart ? skipSpace(text, from) : nextLandmark(text, from);
    const character = text.charAt(at);
    if (character === '') return { kind: 'on', at };
    if (this.#isAtStart && FIRST.includes(character)) return { kind: 'found', at };
    if (character === '{' || character === '[') return seekBracket(text, at);
    return this.#seekWrapper(text, at);
  }

  #skipReasoning(text: string, from: number, tag: string): Step {
    const closing = new RegExp(`</${tag}>`, 'gi');
    closing.lastIndex = from;
    if (!closing.test(text))
      return { kind: 'wait', at: Math.max(from, text.length - tag.length - 2) };
    this.#tag = undefined;
    this.#isAtStart = true;
    return { kind: 'on', at: closing.lastIndex };
  }

  #seekWrapper(text: string, at: number): Step {
    const tag = matchAt(TAG, text, at);
    if (tag !== undefined) {
      this.#isAtStart = true;
      this.#tag = tag.startsWith('</') ? undefined : tag.slice(1, -1);
      return { kind: 'on', at: at + tag.length };
    }
    const fence = matchAt(FENCE, text, at) ?? '';
    const isWhole = at + fence.length < text.length || fence.length > LONGEST_WAIT;
    if (fence !== '' && isWhole) {
      this.#isAtStart = true;
      return { kind: 'on', at: at + fence.length };
    }
    if (mayBecomeWrapper(text.slice(at, at + LONGEST_WAIT))) return { kind: 'wait', at };
    this.#isAtStart = false;
    return { kind: 'on', at: at + 1 };
  }
}

interface Step {
  /** `on`: nothing at this place. `wait`: what comes next decides. */
  readonly kind: 'found' | 'wait' | 'on';
  readonly at: number;
}

const FIRST = '{["-0123456789tfn';
const LANDMARK = /[{[`~<]/g;
const TAG = /<\/?(?:think|thinking|reasoning)>/iy;
const FENCE = /(?:`{3,}|~{3,})[\w+#.-]*/y;
const TAGS = ['think', 'thinking', 'reasoning'].flatMap((name) => [`<${name}>`, `</${name}>`]);

/** How far a bracket or mark is followed before it is taken for prose. */
const LONGEST_WAIT = 100;

function nextLandmark(text: string, from: number): number {
  LANDMARK.lastIndex = from;
  return LANDMARK.exec(text)?.index ?? text.length;
}

function seekBracket(text: string, at: number): Step {
  const next = skipSpace(text, at + 1);
  const isWaiting = next === text.length && next - at <= LONGEST_WAIT;
  if (isWaiting) return { kind: 'wait', at };
  const wanted = text.charAt(at) === '{' ? '"}' : '"{[';
  const follower = text.charAt(next);
  const isValue = follower !== '' && wanted.includes(follower);
  return isValue ? { kind: 'found', at } : { kind: 'on', at: at + 1 };
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

/** Whether the rest of the text is the beginning of a tag or of a fence's mark. */
function mayBecomeWrapper(rest: string): boolean {
  if (rest.length >= LONGEST_WAIT) return false;
  if (/^(?:`+|~+)[\w+#.-]*$/.test(rest)) return rest.length < 3 || matchAt(FENCE, rest, 0) === rest;
  return TAGS.some((tag) => tag.startsWith(rest.toLowerCase()));
}
