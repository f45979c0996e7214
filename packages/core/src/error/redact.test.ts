import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Secret } from '../secret/secret.ts';
import { fromResponse } from './from-response.ts';
import { redact } from './redact.ts';

const KEY = 'k"1/ab+cd=ef';
const SECRET = new Secret(KEY);

describe('redact', () => {
  it.each([
    ['as it is', KEY],
    ['URL-encoded', encodeURIComponent(KEY)],
    ['JSON-escaped', JSON.stringify(KEY).slice(1, -1)],
    ['in base64', Buffer.from(KEY).toString('base64')],
    ['in base64url', Buffer.from(KEY).toString('base64url')],
  ])('E8 hides a known secret %s', (_, text) => {
    expect(redact(`The key ${text} is bad, ${text}.`, [SECRET])).toBe(
      'The key [secret] is bad, [secret].',
    );
  });

  it.each([
    'sk-proj-a1B2_c3-d4',
    'SK-ABCDEF123456',
    'cpk_0123456789.abcdef.xyz',
    'pplx-0123456789',
    'ghp_0123456789',
    'Bearer eyJhbGciOi.J9+/x==',
    'bearer   0123456789',
  ])('E8 hides what looks like a key: %s', (key) => {
    expect(redact(`Bad: "${key}", sorry.`)).toBe('Bad: "[secret]", sorry.');
  });

  it.each(['The task-manager asked for a risk-free desk.', 'Bearer of bad news', 'sk-', 'no key'])(
    'leaves other text alone: %s',
    (text) => {
      expect(redact(text, [SECRET])).toBe(text);
    },
  );

  it('E8 hides the whole of a secret that begins with another', () => {
    expect(redact('It was abcd1234.', [new Secret('abcd'), new Secret('abcd1234')])).toBe(
      'It was [secret].',
    );
  });

  it('E8 takes user info, query and fragment out of URLs', () => {
    const text = 'GET https://me:pass@a.example/v1/x?sig=1&b=2#c, then "http://b.example/y".';
    expect(redact(text)).toBe('GET https://a.example/v1/x then "http://b.example/y".');
  });

  it('leaves a secret of less than four characters, which any word may hold', () => {
    expect(redact('abcd', [new Secret('abc')])).toBe('abcd');
  });

  it('stands a secret that is no text', () => {
    expect(redact('abc', [new Secret('\ud800\ud800\ud800\ud800')])).toBe('abc');
  });
});

describe('an error of a backend that shows the key', () => {
  const places: readonly (readonly [string, object, object | string])[] = [
    ['message', {}, { error: { message: `Bad key ${KEY}` } }],
    ['code', {}, { error: { message: 'no', code: KEY } }],
    ['type', {}, { error: { message: 'no', type: KEY } }],
    ['text body', {}, `Bad key ${KEY}`],
    ['detail', {}, { detail: KEY }],
    ['request id', { 'x-request-id': KEY }, {}],
    ['any header', { authorization: `Bearer ${KEY}`, 'x-should-retry': KEY, date: KEY }, {}],
  ];

  it.each(places)('E8 shows it nowhere: %s', (_, headers, body) => {
    for (const status of [400, 401, 404, 429, 500]) {
      expectHidden(status, headers, body, KEY);
    }
  });

  it('E8 shows it nowhere: a param that is the key', () => {
    const plain = 'sk-abcdef0123456789';
    expectHidden(400, {}, { error: { message: 'no', param: plain } }, plain);
    expectHidden(400, {}, { error: { message: 'no', param: `tools.${plain}` } }, plain);
  });

  function expectHidden(status: number, headers: object, body: unknown, key: string): void {
    const error = fromResponse(
      { status, headers: { ...headers }, body },
      { subject: 'a', provider: 'p', authStyle: 'bearer', nowMs: 0, secrets: [SECRET] },
    );
    const shown = [
      error.message,
      String(error),
      String(error.cause),
      JSON.stringify(error),
      inspect(error, { depth: 9, showHidden: true }),
      error.stack,
    ].join('\n');
    expect(shown).not.toContain(key);
    expect(shown).not.toContain(JSON.stringify(key).slice(1, -1));
  }
});
