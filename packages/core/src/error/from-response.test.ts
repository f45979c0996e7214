import { describe, expect, it } from 'vitest';
import type { ChatError } from './chat-error.ts';
import type { ErrorCode } from './error-code.ts';
import { disguisedStatus } from './error-envelope.ts';
import { fromResponse } from './from-response.ts';
import type { ErrorPattern, ResponseErrorOptions } from './response-error.ts';

const PATTERNS: readonly ErrorPattern[] = [
  { test: /^You exceeded your current quota/, code: 'quota' },
  { test: /credit balance is too low/, code: 'quota' },
  { test: /^This model's maximum context length/, code: 'context_length' },
  { test: /^tool use is not supported/, code: 'unsupported', reason: 'feature' },
  {
    test: /\b(?:capacity|overloaded)\b/i,
    code: 'rate_limit',
    reason: 'capacity',
    exceptStatus: [401, 403],
  },
];

const OPTIONS: ResponseErrorOptions = {
  subject: 'chutes-1',
  provider: 'chutes',
  authStyle: 'bearer',
  nowMs: 0,
  patterns: PATTERNS,
  keyVariable: 'CHUTES_API_KEY_1',
};

function failure(
  status: number,
  body: unknown = {},
  headers: { [name: string]: string } = {},
): ChatError {
  return fromResponse({ status, headers, body }, OPTIONS);
}

function saying(message: string, words: object = {}): object {
  return { error: { message, ...words } };
}

describe('the codes of 3.2', () => {
  const byStatus: readonly (readonly [number, ErrorCode, string | undefined])[] = [
    [200, 'bad_response', undefined],
    [204, 'bad_response', undefined],
    [300, 'bad_response', 'redirect'],
    [302, 'bad_response', 'redirect'],
    [308, 'bad_response', 'redirect'],
    [400, 'invalid_request', undefined],
    [401, 'auth', undefined],
    [402, 'quota', undefined],
    [403, 'auth', undefined],
    [404, 'not_found', undefined],
    [405, 'invalid_request', undefined],
    [408, 'timeout', 'server'],
    [409, 'server_error', undefined],
    [410, 'not_found', undefined],
    [413, 'invalid_request', undefined],
    [418, 'invalid_request', undefined],
    [422, 'invalid_request', undefined],
    [425, 'server_error', undefined],
    [429, 'rate_limit', undefined],
    [499, 'invalid_request', undefined],
    [500, 'server_error', undefined],
    [501, 'unsupported', undefined],
    [502, 'server_error', undefined],
    [503, 'rate_limit', 'capacity'],
    [504, 'timeout', 'server'],
    [520, 'server_error', undefined],
    [529, 'rate_limit', 'capacity'],
  ];

  it.each(byStatus)('status %i is %s, reason %s', (status, code, reason) => {
    const error = failure(status, saying('no'));
    expect([error.code, error.reason, error.status]).toEqual([code, reason, status]);
  });

  const byWord: readonly (readonly [string, ErrorCode, string | undefined])[] = [
    ['rate_limit_exceeded', 'rate_limit', undefined],
    ['rate_limit_error', 'rate_limit', undefined],
    ['overloaded_error', 'rate_limit', 'capacity'],
    ['insufficient_quota', 'quota', undefined],
    ['billing_hard_limit_reached', 'quota', undefined],
    ['billing_not_active', 'quota', undefined],
    ['invalid_api_key', 'auth', undefined],
    ['authentication_error', 'auth', undefined],
    ['permission_error', 'auth', undefined],
    ['model_not_found', 'not_found', undefined],
    ['not_found_error', 'not_found', undefined],
    ['context_length_exceeded', 'context_length', undefined],
    ['content_filter', 'content_filter', undefined],
    ['content_policy_violation', 'content_filter', undefined],
  ];

  it.each(byWord)('the word %s as code or type is %s, reason %s', (word, code, reason) => {
    for (const words of [{ code: word }, { type: word }, { code: null, type: word }]) {
      const error = failure(418, saying('no', words));
      expect([error.code, error.reason]).toEqual([code, reason]);
    }
  });

  it.each(['response_format', 'tools', 'tools[0].function', 'tool_choice', 'image_url'])(
    'a param that names a feature is unsupported: %s',
    (param) => {
      for (const status of [400, 422]) {
        expect(failure(status, saying('no', { param }))).toMatchObject({ code: 'unsupported' });
      }
      expect(failure(413, saying('no', { param })).code).toBe('invalid_request');
    },
  );

  it.each(['temperature', 'messages', 'toolset', 'messages[0].content'])(
    'any other param is invalid_request: %s',
    (param) => {
      expect(failure(400, saying('no', { param })).code).toBe('invalid_request');
    },
  );

  it.each<[string, ErrorCode]>([
    ['You exceeded your current quota, please check your plan.', 'quota'],
    ['Your credit balance is too low', 'quota'],
    ["This model's maximum context length is 4096 tokens.", 'context_length'],
    ['tool use is not supported here', 'unsupported'],
  ])('a sentence of the provider counts: %s', (message, code) => {
    expect(failure(400, saying(message)).code).toBe(code);
  });
});

describe('the order of evidence', () => {
  const quota = 'You exceeded your current quota';

  it('E1 puts code before type, type before sentence, sentence before capacity and status', () => {
    const code = 'model_not_found';
    const type = 'rate_limit_error';
    expect(failure(500, saying(quota, { code, type })).code).toBe('not_found');
    expect(failure(500, saying(quota, { type })).code).toBe('rate_limit');
    expect(failure(500, saying(`${quota}. No capacity.`)).code).toBe('quota');
    expect(failure(500, saying('No capacity.')).code).toBe('rate_limit');
    expect(failure(500, saying('no')).code).toBe('server_error');
  });

  it('E1 passes over words it does not know', () => {
    const words = { code: 'constructor', type: 'invalid_request_error' };
    expect(failure(404, saying('no', words)).code).toBe('not_found');
  });

  it('E1 takes no number or word found in a message for evidence', () => {
    const message = 'Error 429: rate_limit_exceeded, insufficient_quota, 401, model_not_found';
    expect(failure(400, saying(message)).code).toBe('invalid_request');
    expect(failure(500, saying(`Sadly, ${quota}`)).code).toBe('server_error');
  });

  it('E1 takes no pattern for evidence that the provider did not give', () => {
    const response = { status: 500, headers: {}, body: saying('No capacity.') };
    expect(fromResponse(response, { ...OPTIONS, patterns: [] }).code).toBe('server_error');
  });

  it('E4 keeps rate_limit and quota apart', () => {
    expect(failure(429, saying('rate limit exceeded')).code).toBe('rate_limit');
    expect(failure(429, saying('quota reached')).code).toBe('rate_limit');
    expect(failure(429, saying(quota)).code).toBe('quota');
    expect(failure(429, saying('no', { code: 'insufficient_quota' })).code).toBe('quota');
  });
});

describe('capacity', () => {
  const words = ['No capacity left', 'CAPACITY', 'The model is Overloaded.', 'overloaded'];

  it.each(words)('E2 finds the whole word in message, detail and text: %s', (text) => {
    for (const body of [saying(text), { detail: text }, text]) {
      for (const status of [400, 404, 429, 500, 502]) {
        const error = failure(status, body);
        expect([error.code, error.reason]).toEqual(['rate_limit', 'capacity']);
      }
    }
  });

  it.each(['capacitor', 'incapacity', 'overloadedness', 'over loaded'])(
    'E2 finds no part of a word: %s',
    (text) => {
      expect(failure(500, saying(text)).code).toBe('server_error');
    },
  );

  it('E2 means nothing under 401 and 403', () => {
    expect(failure(401, saying('No capacity')).code).toBe('auth');
    expect(failure(403, saying('No capacity')).code).toBe('auth');
  });

  it('E3 means the same in a 200 that is an error', () => {
    const body = saying('No capacity');
    expect(failure(disguisedStatus(body) ?? 200, body)).toMatchObject({
      code: 'rate_limit',
      reason: 'capacity',
      status: 502,
    });
  });

  it('E3 takes the status of a 200 that is an error from its body', () => {
    const body = { error: { message: 'no such model', code: 404 } };
    expect(failure(disguisedStatus(body) ?? 200, body).code).toBe('not_found');
  });
});

describe('the details', () => {
  it('E5 holds provider, deployment, request id and what the backend wrote', () => {
    const error = failure(500, saying('broken'), { 'x-request-id': 'r-1' });
    expect(error).toMatchObject({ provider: 'chutes', deployment: 'chutes-1', requestId: 'r-1' });
    expect(error.cause).toEqual(new Error('broken'));
  });

  it('E5 knows the request id of Anthropic, and goes without', () => {
    expect(failure(500, {}, { 'request-id': 'r-2' }).requestId).toBe('r-2');
    expect('requestId' in failure(500)).toBe(false);
    expect('cause' in failure(500)).toBe(false);
  });

  it('cuts what the backend wrote', () => {
    expect(String(failure(500, 'x'.repeat(9000)).cause).length).toBeLessThan(600);
    expect(failure(500, {}, { 'x-request-id': 'r'.repeat(9000) }).requestId).toHaveLength(128);
  });

  it('reads retry-after, counters for rate_limit alone', () => {
    const counters = { 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '2s' };
    expect(failure(429, {}, { 'retry-after': '3' }).retryAfterMs).toBe(3000);
    expect(failure(500, {}, { 'retry-after': '3' }).retryAfterMs).toBe(3000);
    expect(failure(429, {}, counters).retryAfterMs).toBe(2000);
    expect(failure(500, {}, counters).retryAfterMs).toBeUndefined();
  });

  it.each([
    ['true', true],
    ['false', false],
    ['maybe', undefined],
  ])('R2 holds x-should-retry: %s', (value, shouldRetry) => {
    expect(failure(500, {}, { 'x-should-retry': value }).shouldRetry).toBe(shouldRetry);
  });
});
