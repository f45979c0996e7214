import { Buffer } from 'node:buffer';
import { escapeHtml } from '../display/escape-html.ts';
import { escapeMarkdown } from '../display/escape-markdown.ts';
import { escapePattern } from './escape-pattern.ts';

/** A pattern, as regular expression source, of the forms in which a secret value may be written. */
export function secretForms(value: string): string {
  const forms = [value, value.trim()].flatMap((text) => [
    text,
    JSON.stringify(text).slice(1, -1),
    encodeURIComponent(text),
    encodeURIComponent(text).replaceAll('%20', '+'),
    escapeMarkdown(text),
    escapeHtml(text),
    JSON.stringify(escapeMarkdown(text)).slice(1, -1),
  ]);
  const literal = [...new Set(forms)].sort((left, right) => right.length - left.length);
  return [...literal.map(escapePattern), ...base64Forms(value)].join('|');
}

// Only whole groups of three bytes are certain: what follows the value decides the characters after them.
function base64Forms(value: string): string[] {
  const bytes = Buffer.from(value);
  const whole = bytes.subarray(0, bytes.length - (bytes.length % 3));
  const encodings = new Set([whole.toString('base64'), whole.toString('base64url')]);
  return [...encodings].map((text) => `${escapePattern(text)}[A-Za-z0-9+/_-]{0,3}={0,2}`);
}
