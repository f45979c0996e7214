import { ChatError } from '../error/chat-error.ts';

/**
 * A base URL in its one form: no trailing slash, no `/chat/completions`. `/v1` is never added.
 * Throws `invalid_config` naming `name` for anything but an `http(s)` URL without user info.
 */
export function normalizeBaseUrl(name: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new ChatError(
      'invalid_config',
      `${name} is no http or https URL. Use one such as https://llm.chutes.ai/v1.`,
    );
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new ChatError(
      'invalid_config',
      `${name} holds user info, a query or a fragment. Use only origin and path; the key has its own variable.`,
    );
  }
  const path = url.pathname.replace(/\/+$/, '').replace(/\/+chat\/completions$/, '');
  return `${url.origin}${path}`;
}
