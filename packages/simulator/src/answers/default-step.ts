import type { ChatRequest } from '../chat/chat-request.ts';
import { type Answer, textAnswer } from './answer.ts';
import type { Seeded } from './seeded.ts';

const WORDS = 12;
const OPERATIONS: ReadonlyMap<string, (left: number, right: number) => number> = new Map([
  ['+', (left: number, right: number) => left + right],
  ['-', (left: number, right: number) => left - right],
  ['*', (left: number, right: number) => left * right],
  ['/', (left: number, right: number) => left / right],
]);

/** Step 6, which always answers: a sum, a tool's result, or a seeded line with the first words. */
export function defaultStep(chat: ChatRequest, random: Seeded): Answer {
  return textAnswer(sum(chat.text) ?? toolResult(chat) ?? line(chat, random));
}

function sum(text: string): string | null {
  const number = String.raw`(-?\d+(?:\.\d+)?)`;
  const match = new RegExp(
    `(?<![\\w.])${number}(\\s*[+*]\\s*|\\s+[-/]\\s+)${number}(?![\\w])`,
    'u',
  ).exec(text);
  const [, left, operator = '', right] = match ?? [];
  const result = OPERATIONS.get(operator.trim())?.(Number(left), Number(right));
  if (result === undefined || !Number.isFinite(result)) return null;
  return String(Number(result.toPrecision(12)));
}

function toolResult({ toolResult: result }: ChatRequest): string | null {
  return result === null ? null : `Tool ${result.name} returned: ${result.content}`;
}

function line({ text }: ChatRequest, random: Seeded): string {
  const words = text.split(/\s+/u).filter((word) => word !== '');
  return ['sim:', random.hex(8), ...words.slice(0, WORDS)].join(' ');
}
