import { expect, it } from 'vitest';
import type { ChatMessage, ContentPart } from '../chat/chat-message.ts';
import { checkImageBytes } from './check-image-bytes.ts';

const MIB = 1024 * 1024;

function image(bytes: number): ContentPart {
  const base64 = Buffer.alloc(bytes).toString('base64');
  return { type: 'image_url', image_url: { url: `data:image/png;base64,${base64}` } };
}

function user(...content: readonly ContentPart[]): ChatMessage {
  return { role: 'user', content };
}

it('K12 allows 20 MiB of images in a request, over all its messages, and not a byte more', () => {
  for (const rest of [0, 1, 2]) {
    const full = [user(image(5 * MIB), image(5 * MIB)), user(image(10 * MIB - rest))];
    checkImageBytes([...full, user(image(rest))]);
    expect(() => checkImageBytes([...full, user(image(rest + 1))])).toThrow(
      expect.objectContaining({
        code: 'invalid_request',
        message: expect.stringMatching(/^messages carry 20 MiB of images, over 20 MiB\. Shrink/),
      }),
    );
  }
});

it('K12 counts pictures alone', () => {
  checkImageBytes([]);
  checkImageBytes([
    { role: 'system', content: 'Look.' },
    { role: 'user', content: 'x'.repeat(30 * MIB) },
    user({ type: 'text', text: `data:image/png;base64,${'A'.repeat(30 * MIB)}` }),
    user({ type: 'image_url', image_url: { url: `https://example.test/${'a'.repeat(30 * MIB)}` } }),
    { role: 'assistant', content: null },
  ]);
});
