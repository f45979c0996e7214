import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeHtml } from '../display/escape-html.ts';
import { escapeMarkdown } from '../display/escape-markdown.ts';
import { createScrubber } from './create-scrubber.ts';

const SECRET = 'p@ss "wörd"/\n+key';
const env = {
  OPENAI_API_KEY: SECRET,
  LITELLM_TIMEOUT: 'a-plain-value',
  SHORT_KEY: 'abc',
  SCILLM_REQUIRE_NONEMPTY_KEYS: 'title-and-body',
  SCILLM_CHUTES_CANONICALIZE_OPENAI_AUTH: 'enabled-for-all',
};
const scrubber = createScrubber({
  env,
  folders: { '<repo>': '/home/me/project', '~': '/home/me', '<tmp>': '/tmp' },
});

describe('a secret is found and replaced', () => {
  it.each([
    ['raw', SECRET],
    ['URL-encoded', encodeURIComponent(SECRET)],
    ['as a form encodes it', encodeURIComponent(SECRET).replaceAll('%20', '+')],
    ['in base64', Buffer.from(SECRET).toString('base64')],
    ['in base64 for URLs', Buffer.from(SECRET).toString('base64url')],
    [
      'at the start of longer base64',
      Buffer.from(`${SECRET}:more`).toString('base64').slice(0, 24),
    ],
    ['JSON-escaped', JSON.stringify(SECRET).slice(1, -1)],
    ['as a table escapes it for markdown', escapeMarkdown(SECRET)],
    ['as a table escapes it for HTML', escapeHtml(SECRET)],
  ])('%s', (_title, form) => {
    const text = `before ${form} after ${form}`;
    expect(scrubber.secretsIn(text)).toEqual(['OPENAI_API_KEY']);
    const { text: scrubbed, redactions } = scrubber.scrub(text);
    expect(scrubbed).toBe('before [REDACTED:OPENAI_API_KEY] after [REDACTED:OPENAI_API_KEY]');
    expect(redactions).toBe(2);
    expect(scrubber.secretsIn(scrubbed)).toEqual([]);
  });

  it.each([
    ['key sk-…', 'sk-proj-abcdefghijklmnop1234'],
    ['key cpk_…', 'cpk_0123456789abcdef.0123456789'],
    ['token ghp_…', 'ghp_abcdefghijklmnopqrstuvwxyz0123456789'],
    ['key AKIA…', 'AKIAABCDEFGHIJKLMNOP'],
    ['Bearer …', 'Bearer abc123def456ghi789'],
    ['JWT', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl'],
  ])('that is shaped like a %s', (name, form) => {
    expect(scrubber.secretsIn(`x ${form} y`)).toEqual([name]);
    expect(scrubber.scrub(`x ${form} y`)).toEqual({ text: 'x [REDACTED] y', redactions: 1 });
  });
});

it.each([
  'a-plain-value abc title-and-body enabled-for-all',
  'curl -H "Authorization: Bearer $CHUTES_API_KEY"',
  'authStyle: bearer, then x-api-key; a task-force-of-many-words-here; risk-free-trial-of-words',
])('leaves alone %j', (text) => {
  expect(scrubber.scrub(text)).toEqual({ text, redactions: 0 });
});

it('names folders and hides ports, the longest folder first', () => {
  const text =
    '/home/me/project/a /home/me/b /tmp/c file:///home/me/project /home/mean http://127.0.0.1:8123/v1';
  expect(scrubber.scrub(text).text).toBe(
    '<repo>/a ~/b <tmp>/c file://<repo> /home/mean http://127.0.0.1:<port>/v1',
  );
  expect(scrubber.scrubData('/tmp/a').text).toBe('/tmp/a');
});

it('replaces a value that holds another whole', () => {
  const nested = createScrubber({ env: { A_KEY: 'inner-secret', B_KEY: 'outer-inner-secret' } });
  expect(nested.scrub('outer-inner-secret inner-secret').text).toBe(
    '[REDACTED:B_KEY] [REDACTED:A_KEY]',
  );
});

it('leaves no form of any secret in any text', () => {
  const value = fc
    .string({ unit: 'grapheme', minLength: 6 })
    .filter((text) => text.trim().length >= 6);
  fc.assert(
    fc.property(value, fc.string(), fc.string(), (secret, before, after) => {
      const { scrub, secretsIn } = createScrubber({ env: { MY_TOKEN: secret } });
      const forms = [secret, encodeURIComponent(secret), JSON.stringify(secret)];
      const encoded = Buffer.from(secret).toString('base64');
      for (const form of [...forms, encoded]) {
        const { text } = scrub(`${before} ${form} ${after}`);
        const isName = '[REDACTED:MY_TOKEN]'.includes(secret);
        if (!isName) expect(secretsIn(text)).toEqual([]);
      }
    }),
  );
});
