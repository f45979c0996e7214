import { type ChatError, type ChatRequest, metaOf } from '@scillm/core';
import { fakeClock } from '@scillm/core/testing';
import { describe, expect, it } from 'vitest';
import { failureOf } from './__fixtures__/outcome.ts';
import { type TwoBases, type TwoBasesOptions, twoBases } from './__fixtures__/two-bases.ts';

const request: ChatRequest = { model: 'fast', messages: [{ role: 'user', content: 'Say OK' }] };

type Way = 'complete' | 'stream';

/** The text of an answer, and its metadata. */
async function ask({ router }: TwoBases, way: Way) {
  if (way === 'complete') {
    const { choices, scillm } = await router.complete(request);
    return { text: choices[0]?.message.content ?? '', scillm };
  }
  let text = '';
  for await (const chunk of await router.stream(request)) {
    text += chunk.choices[0]?.delta.content ?? '';
    const scillm = metaOf(chunk);
    if (scillm !== undefined) return { text, scillm };
  }
  throw new Error('The stream told nothing of its call.');
}

/** Codes of the tries on the first base, after a call that the second one answered. */
async function rescued(options: TwoBasesOptions, way: Way): Promise<readonly string[]> {
  const bases = await twoBases(options);
  const { text, scillm } = await ask(bases, way);
  expect(text).toBe('SECOND');
  expect(scillm.servedBy).toBe('b');
  expect(scillm.attempts.at(-1)).toMatchObject({ deployment: 'b', outcome: 'served' });
  expect(bases.hits('b')).toBe(1);
  const { inFlight } = bases.router.snapshot().deployments[0] ?? {};
  expect(inFlight).toBe(0);
  return scillm.attempts.slice(0, -1).map(({ code, outcome }) => code ?? outcome);
}

const times = (count: number, code: string): readonly string[] =>
  Array.from({ length: count }, () => code);

describe('14 a fault of the first base is made good by the second', () => {
  it.each<[string, Way | 'both', string, number]>([
    ['status=429', 'both', 'rate_limit', 1],
    ['status=429 retry-after=3600', 'both', 'rate_limit', 1],
    ['status=429 retry-after=2', 'both', 'rate_limit', 3],
    ['status=503', 'both', 'rate_limit', 1],
    ['status=529', 'both', 'rate_limit', 1],
    ['status=500 body=capacity', 'both', 'rate_limit', 1],
    ['status=429 code=insufficient_quota', 'both', 'quota', 1],
    ['status=402', 'both', 'quota', 1],
    ['status=401', 'both', 'auth', 1],
    ['status=403', 'both', 'auth', 1],
    ['status=404', 'both', 'not_found', 1],
    ['status=500', 'both', 'server_error', 3],
    ['status=504', 'both', 'timeout', 3],
    ['status=501', 'both', 'unsupported', 1],
    ['refuse', 'both', 'network', 3],
    ['reset', 'both', 'network', 3],
    ['redirect=http://127.0.0.1:9/v1', 'both', 'bad_response', 3],
    ['body=html', 'both', 'bad_response', 3],
    ['body=empty', 'both', 'bad_response', 3],
    ['body=error', 'both', 'server_error', 3],
    ['empty', 'complete', 'empty_response', 2],
    ['gzip-broken', 'complete', 'bad_response', 3],
    ['content-length=100000', 'complete', 'network', 3],
    ['oversize=80000000', 'complete', 'bad_response', 3],
    ['cut=0', 'stream', 'stream_cut', 3],
    ['error-event=0', 'stream', 'stream_cut', 3],
    ['malformed=0 malformed=0 malformed=0 malformed=0', 'stream', 'stream_cut', 3],
  ])('%s (%s) is %s, %i times', async (fault, way, code, count) => {
    const faults = `chutes-1 * -> ${fault}`;
    const ways = way === 'both' ? (['complete', 'stream'] as const) : [way];
    for (const each of ways) {
      expect(await rescued({ clock: fakeClock(), faults }, each)).toEqual(times(count, code));
    }
  });

  // Our own timers have to pass, so that each takes as long as they do.
  it.each<[string, Way, string | undefined]>([
    ['hang', 'complete', 'attempt'],
    ['hang', 'stream', 'first_token'],
    ['stall=0', 'stream', 'first_token'],
    ['comments-only', 'stream', 'first_token'],
    ['latency=5000', 'complete', 'attempt'],
  ])('%s (%s) is left after the timer, without a retry', async (fault, way, reason) => {
    const attemptMs = way === 'stream' ? 5000 : 250;
    const timeouts = { attemptMs, firstTokenMs: 200, idleMs: 200 };
    const bases = await twoBases({ faults: `chutes-1 * -> ${fault}`, first: { timeouts } });
    const { text, scillm } = await ask(bases, way);
    expect(text).toBe('SECOND');
    expect(scillm.attempts).toMatchObject([
      { deployment: 'a', code: 'timeout', reason },
      { deployment: 'b', outcome: 'served' },
    ]);
  });
});

describe('14 what is not made good', () => {
  it.each<[string, Way, string]>([
    ['status=400', 'complete', 'invalid_request'],
    ['status=400 code=context_length_exceeded', 'complete', 'context_length'],
    ['content-filter', 'complete', 'content_filter'],
  ])('%s is the request’s own fault: one attempt, then %s', async (fault, way, code) => {
    const bases = await twoBases({ clock: fakeClock(), faults: `chutes-1 * -> ${fault}` });
    const error = await failureOf(ask(bases, way));
    expect([error.code, bases.hits('a'), bases.hits('b')]).toEqual([code, 1, 0]);
  });

  it('a refusal is an answer', async () => {
    const bases = await twoBases({ clock: fakeClock(), faults: 'chutes-1 * -> refusal' });
    const { scillm } = await ask(bases, 'complete');
    expect(scillm).toMatchObject({ servedBy: 'a', refused: true, attemptCount: 1 });
  });

  it.each<[string, string, string | undefined]>([
    ['cut=1', 'stream_cut', 'socket'],
    ['error-event=1', 'stream_cut', 'in_band_error'],
    ['no-finish', 'stream_cut', 'no_finish'],
    ['stall=1', 'timeout', 'idle'],
    ['reasoning-only', 'timeout', 'idle'],
  ])(
    'S6 a stream that has begun and breaks by %s is %s, with what it said',
    async (fault, code, reason) => {
      const timeouts = { idleMs: 200 };
      const bases = await twoBases({ faults: `chutes-1 * -> ${fault}`, first: { timeouts } });
      let text = '';
      const read = async (): Promise<void> => {
        for await (const chunk of await bases.router.stream(request))
          text += chunk.choices[0]?.delta.content ?? '';
      };
      const error = await failureOf(read());
      expect(error).toMatchObject({ code, reason, deployment: 'a' });
      expect('FIRST'.startsWith(text)).toBe(true);
      if (fault !== 'reasoning-only') expect(error.partial).toBe(text);
      expect(bases.hits('b')).toBe(0);
    },
  );

  it('E6 all bases dead is all_failed: every error, the first as cause', async () => {
    const faults = 'chutes-1 * -> refuse\nchutes-2 * -> status=500';
    const bases = await twoBases({ clock: fakeClock(), faults });
    const error: ChatError = await failureOf(ask(bases, 'complete'));
    expect(error.code).toBe('all_failed');
    expect(error.errors?.map((each) => each.code)).toEqual(['network', 'server_error']);
    expect(error.cause).toBe(error.errors?.[0]);
  });
});

describe('14 odd answers that are whole', () => {
  it.each(['no-done', 'double-finish', 'usage=twice', 'usage=none', 'split', 'malformed=1'])(
    '%s is an answer of the first',
    async (fault) => {
      const bases = await twoBases({ faults: `chutes-1 * -> ${fault}` });
      const { text, scillm } = await ask(bases, 'stream');
      expect(text).toBe('FIRST');
      expect(scillm).toMatchObject({ servedBy: 'a', attemptCount: 1 });
    },
  );

  it('a slow drip is bounded by the deadline', async () => {
    const messages = [{ role: 'user', content: `Say ${'A'.repeat(400)}` }] as const;
    const first = { override: { messages } };
    const bases = await twoBases({ faults: 'chutes-1 * -> drip=40', first });
    let text = '';
    const read = async (): Promise<void> => {
      for await (const chunk of await bases.router.stream(request, { deadlineMs: 400 }))
        text += chunk.choices[0]?.delta.content ?? '';
    };
    const error = await failureOf(read());
    expect(error).toMatchObject({ code: 'deadline', partial: text });
    expect(text).toMatch(/^A+$/);
    expect(bases.hits('b')).toBe(0);
  });
});
