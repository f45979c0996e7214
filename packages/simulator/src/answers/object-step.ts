import type { ChatRequest } from '../chat/chat-request.ts';
import { textAnswer } from './answer.ts';
import type { AnswerStep } from './answer-step.ts';
import { defaultStep } from './default-step.ts';
import { prose } from './prose.ts';
import type { Seeded } from './seeded.ts';
import { writtenValue } from './written-value.ts';

const MOST_KEYS = 20;

/** Step 4: a request for a JSON object gets the keys its text names, else `{"answer": …}`. */
export const objectStep: AnswerStep = (chat, random) => {
  if (chat.format.kind !== 'json-object') return null;
  const keys = namedKeys(chat.text);
  const entries = keys.map((key) => [key, keyValue(chat, key, random)]);
  const object =
    entries.length > 0
      ? Object.fromEntries(entries)
      : { answer: defaultStep(chat, random).content };
  return textAnswer(JSON.stringify(object));
};

function namedKeys(text: string): readonly string[] {
  const list = /\b(?:keys?|fields?|properties|property)\b[:\s]+([^\n.;]+)/iu.exec(text)?.[1] ?? '';
  const listed = list.split(/\s*,\s*(?:and\s+)?|\s+and\s+/iu).map((part) => word(part));
  const quoted = [...text.matchAll(/["'`]([\w-]+)["'`]\s*:?/gu)].map((match) => match[1] ?? '');
  const written = [
    ...text.matchAll(/(?<![\w/-])([a-z_]\w*)\s*[:=]\s*(?=[^\s/])(?!\w+\s*[:=])/gu),
  ].map((match) => match[1] ?? '');
  const [first] = [listed, quoted, written]
    .map((names) => names.filter((name) => name !== ''))
    .filter((names) => names.length > 0);
  return [...new Set(first ?? [])].slice(0, MOST_KEYS);
}

function word(part: string): string {
  return /^["'`]?([\w-]+)["'`]?/u.exec(part.trim())?.[1] ?? '';
}

function keyValue({ text }: ChatRequest, key: string, random: Seeded): unknown {
  const written = writtenValue(text, key);
  if (written === null) return prose(random, 2);
  try {
    return JSON.parse(written) as unknown;
  } catch {
    return written;
  }
}
