import { ChatError } from '../error/chat-error.ts';
import { Secret } from '../secret/secret.ts';

/**
 * A key as read from `name`, checked for what people paste by accident: quotes, blanks, a
 * `NAME=` in front. A leading `Bearer ` is dropped. Throws `invalid_config`; never shows the key.
 */
export function checkKey(name: string, text: string): Secret {
  const key = text.replace(/^Bearer\s+/i, '');
  if (/^["'`]|["'`]$/.test(key) || /^[A-Z][A-Z0-9_]*=/.test(key)) {
    throw new ChatError(
      'invalid_config',
      `${name} looks quoted or nested. Put only the key there.`,
    );
  }
  if (!/^[\x21-\x7e]+$/.test(key)) {
    throw new ChatError(
      'invalid_config',
      `${name} holds a blank or a character that no key has. Put only the key there.`,
    );
  }
  return new Secret(key);
}

/** Whether {@link checkKey} drops a header word that does not belong to the key. */
export function hasBearerPrefix(text: string): boolean {
  return /^Bearer\s/i.test(text);
}
