import type { ChatMessage } from '../chat/chat-message.ts';
import { ChatError } from '../error/chat-error.ts';
import { inMiB } from './in-mib.ts';

const MOST_BYTES = 20 * 1024 * 1024;

/**
 * Throws `invalid_request` if the pictures that the messages carry as `data:` URLs hold more than
 * 20 MiB together. Pictures behind other URLs count nothing: the backend fetches them.
 */
export function checkImageBytes(messages: readonly ChatMessage[]): void {
  const bytes = messages.flatMap(dataUrlsOf).reduce((sum, url) => sum + decodedBytes(url), 0);
  if (bytes <= MOST_BYTES) return;
  throw new ChatError(
    'invalid_request',
    `messages carry ${inMiB(bytes)} of images, over ${inMiB(MOST_BYTES)}. Shrink them, or send fewer at once.`,
  );
}

function dataUrlsOf({ role, content }: ChatMessage): readonly string[] {
  if (role !== 'user' || typeof content === 'string') return [];
  return content.flatMap((part) =>
    part.type === 'image_url' && /^data:/i.test(part.image_url.url) ? [part.image_url.url] : [],
  );
}

/** What the base64 text of a data URL decodes to, without decoding it. */
function decodedBytes(url: string): number {
  const digits = url.length - (url.indexOf(',') + 1);
  const padding = url.endsWith('==') ? 2 : Number(url.endsWith('='));
  return Math.floor((digits * 3) / 4) - padding;
}
