import type { Secret } from '../secret/secret.ts';

const PLACEHOLDER = '[secret]';

/** Shapes of keys that services hand out, and of an Authorization value. */
const KEY_SHAPES = /\b(?:sk-|cpk_|ghp_|pplx-)[\w.-]{6,}|\bBearer\s+[\w.~+/-]{6,}=*/gi;
const URLS = /\bhttps?:\/\/[^\s"'<>]+/gi;

/** A shorter value would be found in the middle of ordinary words. */
const SHORTEST_VALUE = 4;

/**
 * Replaces known secrets, and whatever looks like a key, by `[secret]` in text of a backend; takes
 * user info and query out of its URLs.
 */
export function redact(text: string, secrets: readonly Secret[] = []): string {
  const forms = secrets.flatMap(formsOf).sort((a, b) => b.length - a.length);
  let clean = text;
  for (const form of forms) clean = clean.replaceAll(form, PLACEHOLDER);
  return clean.replace(KEY_SHAPES, PLACEHOLDER).replace(URLS, bareUrl);
}

/** Whether a text holds a secret in any form that `redact` would replace. */
export function holdsSecret(text: string, secrets: readonly Secret[]): boolean {
  return secrets.some((secret) => formsOf(secret).some((form) => text.includes(form)));
}

/** Every answer is looked through for them. */
const known = new WeakMap<Secret, readonly string[]>();

function formsOf(secret: Secret): readonly string[] {
  const forms = known.get(secret) ?? writtenForms(secret);
  known.set(secret, forms);
  return forms;
}

/** The value as it is, and as URLs, JSON and base64 write it. */
function writtenForms(secret: Secret): readonly string[] {
  const value = secret.reveal();
  if (value.length < SHORTEST_VALUE) return [];
  const bytes = Buffer.from(value);
  return [
    value,
    encodeURIComponent(bytes.toString()),
    JSON.stringify(value).slice(1, -1),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
  ];
}

function bareUrl(url: string): string {
  return url.replace(/\/\/[^/?#]*@/, '//').replace(/[?#].*$/, '');
}
