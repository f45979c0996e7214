import type { ContentFormat } from '../chat/chat-request.ts';
import { conforms } from '../schema/conforms.ts';
import { isJsonObject } from '../wire/json-object.ts';
import { textAnswer } from './answer.ts';
import type { AnswerStep } from './answer-step.ts';
import { balancedJson } from './balanced-json.ts';

/**
 * Step 2: `Return only {…}`, `Reply with exactly "…"` and `Say X` are answered verbatim. Where the
 * request asks for JSON, only by text that is such JSON: the form asked for always holds.
 */
export const verbatimStep: AnswerStep = ({ text, format }) => {
  const wanted = returned(text) ?? exactly(text) ?? said(text);
  return wanted !== null && isOfFormat(wanted, format) ? textAnswer(wanted) : null;
};

function returned(text: string): string | null {
  const match = /\breturn only(?: the)?(?: json)?:?\s*(?=[[{])/iu.exec(text);
  return match === null ? null : balancedJson(text, match.index + match[0].length);
}

function exactly(text: string): string | null {
  return /\breply with exactly:?\s*"([^"]*)"/iu.exec(text)?.[1] ?? null;
}

function said(text: string): string | null {
  const quoted = /\b[Ss]ay\s+(["'`])(.+?)\1/u.exec(text)?.[2];
  const plain = /\b[Ss]ay\s+([^\n]+?)(?=[.!?,;]?(?:\s*\n|\s*$)|[.!?,;]\s)/u.exec(text)?.[1];
  return quoted ?? plain ?? null;
}

function isOfFormat(text: string, format: ContentFormat): boolean {
  if (format.kind === 'text') return true;
  try {
    const value: unknown = JSON.parse(text);
    return format.kind === 'json-object' ? isJsonObject(value) : conforms(value, format.schema);
  } catch {
    return false;
  }
}
