import { expect, it } from 'vitest';
import { ChatError } from '../error/chat-error.ts';
import { Secret } from '../secret/secret.ts';
import { checkKey, hasBearerPrefix } from './check-key.ts';

function refusal(text: string): string {
  try {
    checkKey('CHUTES_API_KEY', text);
  } catch (error) {
    if (ChatError.is(error) && error.code === 'invalid_config') return error.message;
  }
  throw new Error('The key was not refused.');
}

it.each([
  ['cpk_ab.CD-ef', 'cpk_ab.CD-ef'],
  ['Bearer cpk_ab', 'cpk_ab'],
  ['bearer \t cpk_ab', 'cpk_ab'],
  ['bearerish', 'bearerish'],
  ['a=b', 'a=b'],
  ['ab"cd', 'ab"cd'],
])('A6 takes %s for the key %s', (text, key) => {
  const secret = checkKey('CHUTES_API_KEY', text);
  expect(secret).toBeInstanceOf(Secret);
  expect(secret.reveal()).toBe(key);
});

it.each([
  '"cpk_ab"',
  "'cpk_ab'",
  '`cpk_ab`',
  '"cpk_ab',
  'cpk_ab"',
  'Bearer "cpk_ab"',
  'CHUTES_API_KEY=cpk_ab',
  'K=cpk_ab',
])('A6 calls %s quoted or nested', (text) => {
  expect(refusal(text)).toBe('CHUTES_API_KEY looks quoted or nested. Put only the key there.');
});

it.each(['cpk ab', 'cpk\tab', 'cpk\nab', 'cpk\u00a0ab', 'cpk…ab', 'schlüssel', 'a\u0000b', ''])(
  'A6 refuses a blank or foreign character and does not show the key: %j',
  (text) => {
    const message = refusal(text);
    expect(message).toMatch(/^CHUTES_API_KEY holds a blank .* Put only the key there\.$/);
    expect(message).not.toContain('cpk');
  },
);

it('A6 knows a header word in front', () => {
  expect([hasBearerPrefix('Bearer x'), hasBearerPrefix('bearerx')]).toEqual([true, false]);
});
