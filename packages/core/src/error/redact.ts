import type { Secret } from '../secret/secret.ts';

const PLACEHOLDER = '[secret]';

/** Shapes of keys that services hand out, and of an Authorization value. */
const KEY_SHAPES = /\b(?:sk-|cpk_|ghp_|pplx-)[\w.-]{6,}|\bBearer\s+[\w.~+/-]{6,}=*/gi;

/** Replaces known secrets, and whatever looks like a key, by `[secret]` in text of a backend. */
export function redact(text: string, secrets: readonly Secret[] = []): string {
  let clean = text;
  for (const secret of secrets) {
    const value = secret.reveal();
    if (value.length >= 4) clean = clean.replaceAll(value, PLACEHOLDER);
  }
  return clean.replace(KEY_SHAPES, PLACEHOLDER);
}
