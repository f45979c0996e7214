import { expect, it } from 'vitest';
import type { ErrorCode } from './error-code.ts';
import { VERDICTS } from './verdicts.ts';

/** The table of `spec/calls.md` 3.2, by hand: retry same, blame, cools, chain. */
const TABLE: readonly (readonly [ErrorCode, boolean, string, string, string])[] = [
  ['rate_limit', true, 'backend', 'now', 'generic'],
  ['quota', false, 'backend', 'now', 'generic'],
  ['server_error', true, 'backend', 'count', 'generic'],
  ['timeout', true, 'backend', 'count', 'generic'],
  ['network', true, 'backend', 'count', 'generic'],
  ['stream_cut', true, 'backend', 'count', 'generic'],
  ['bad_response', true, 'backend', 'count', 'generic'],
  ['empty_response', true, 'backend', 'no', 'generic'],
  ['auth', false, 'backend', 'now', 'generic'],
  ['not_found', false, 'backend', 'now', 'generic'],
  ['unsupported', false, 'backend', 'no', 'generic'],
  ['context_length', false, 'request', 'no', 'context'],
  ['content_filter', false, 'request', 'no', 'content'],
  ['invalid_request', false, 'request', 'no', 'none'],
  ['schema_invalid', false, 'request', 'no', 'none'],
  ['circuit_open', true, 'self', 'no', 'generic'],
  ['local_limit', true, 'self', 'no', 'generic'],
  ['all_failed', false, 'backend', 'no', 'generic'],
  ['aborted', false, 'caller', 'no', 'none'],
  ['deadline', false, 'caller', 'no', 'none'],
  ['no_route', false, 'caller', 'no', 'none'],
  ['invalid_config', false, 'caller', 'no', 'none'],
  ['internal', false, 'caller', 'no', 'none'],
];

it('holds every code of the table and no other', () => {
  expect(Object.keys(VERDICTS).sort()).toEqual(TABLE.map(([code]) => code).sort());
});

it.each(TABLE)('judges %s as the table does', (code, transient, blame, cools, chain) => {
  expect(VERDICTS[code]).toMatchObject({ transient, blame, cools, chain });
});

it('cools quota 15 minutes, auth 10, not_found 5, and leaves the rest to the settings', () => {
  const lengths = Object.entries(VERDICTS).flatMap(([code, { cooldownMs }]) =>
    cooldownMs === undefined ? [] : [[code, cooldownMs]],
  );
  expect(Object.fromEntries(lengths)).toEqual({
    quota: 900_000,
    auth: 600_000,
    not_found: 300_000,
  });
});

it('bounds the retries of an empty answer alone, to one', () => {
  const bounded = Object.entries(VERDICTS).filter(
    ([, { mostRetries }]) => mostRetries !== undefined,
  );
  expect(bounded.map(([code, { mostRetries }]) => [code, mostRetries])).toEqual([
    ['empty_response', 1],
  ]);
});
