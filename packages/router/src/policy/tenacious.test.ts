import {
  ChatError,
  type ChatErrorDetails,
  createContext,
  type ErrorCode,
  readSettings,
  withPolicy,
} from '@scillm/core';
import { fakeClock, type ScriptStep, scriptedTransport } from '@scillm/core/testing';
import { describe, expect, it } from 'vitest';
import { type TenaciousOptions, tenacious } from './tenacious.ts';

const request = { model: 'm', messages: [{ role: 'user', content: 'hi' }] } as const;
const settings = readSettings({});

function fault(code: ErrorCode, details: ChatErrorDetails = {}): ChatError {
  return new ChatError(code, `Scripted: ${code}.`, details);
}

/** One call under the policy, on a clock whose sleeps pass at once. */
function call(steps: readonly ScriptStep[], options: TenaciousOptions = {}, deadlineMs = 1e12) {
  const clock = fakeClock();
  const transport = scriptedTransport(steps);
  const context = createContext({ clock, deadlineMs }, { settings });
  const answer = withPolicy(transport, tenacious(options)).complete(request, context);
  return { clock, transport, context, answer };
}

async function failureOf(work: Promise<unknown>): Promise<ChatError> {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  if (ChatError.is(error)) return error;
  throw new Error('Nothing failed.');
}

describe('F8 tenacious', () => {
  it('asks until it is answered, far beyond the retries and attempts of the settings', async () => {
    const steps = [...Array.from({ length: 30 }, () => fault('server_error')), 'at last'];
    const { answer } = call(steps);
    const { choices, scillm } = await answer;
    expect(choices[0]?.message.content).toBe('at last');
    expect(scillm.attemptCount).toBe(31);
    expect(scillm.attempts.map(({ kind }) => kind)).toEqual([
      'first',
      ...Array.from({ length: 30 }, () => 'retry'),
    ]);
  });

  it('R4 waits at random between its base and a bound that doubles up to its cap', async () => {
    const steps = [...Array.from({ length: 60 }, () => fault('network')), 'ok'];
    const { answer, clock } = call(steps, { baseMs: 100, capMs: 1600 });
    await answer;
    const bounds = clock.sleeps.map((_, k) => Math.min(1600, 100 * 2 ** (k + 1)));
    for (const [k, ms] of clock.sleeps.entries()) {
      expect(ms).toBeGreaterThanOrEqual(100);
      expect(ms).toBeLessThanOrEqual(bounds[k] ?? 0);
    }
    expect(new Set(clock.sleeps).size).toBeGreaterThan(30);
    expect(Math.max(...clock.sleeps)).toBeGreaterThan(1200);
  });

  it('has the base and cap of the table by default', async () => {
    const { answer, clock } = call([...Array.from({ length: 40 }, () => fault('network')), 'ok']);
    await answer;
    expect(Math.min(...clock.sleeps)).toBeGreaterThanOrEqual(2000);
    expect(clock.sleeps[0]).toBeLessThanOrEqual(4000);
    expect(Math.max(...clock.sleeps)).toBeGreaterThan(200_000);
    expect(Math.max(...clock.sleeps)).toBeLessThanOrEqual(300_000);
  });

  it('keeps any retry-after that ends in time, exactly', async () => {
    const { answer, clock } = call([fault('rate_limit', { retryAfterMs: 3_600_000 }), 'ok']);
    await answer;
    expect(clock.sleeps).toEqual([3_600_000]);
  });

  it.each<ErrorCode>([
    'auth',
    'not_found',
    'quota',
    'unsupported',
    'context_length',
    'content_filter',
    'invalid_request',
    'all_failed',
    'aborted',
    'deadline',
  ])('does not ask again after %s', async (code) => {
    const { answer, transport, clock } = call([fault(code), 'ok']);
    expect((await failureOf(answer)).code).toBe(code);
    expect(transport.calls).toHaveLength(1);
    expect(clock.sleeps).toEqual([]);
  });

  it.each<[ErrorCode, ChatErrorDetails]>([
    ['rate_limit', {}],
    ['timeout', { reason: 'attempt' }],
    ['timeout', { reason: 'first_token' }],
    ['stream_cut', {}],
    ['bad_response', {}],
    ['empty_response', {}],
    ['local_limit', { retryAfterMs: 5 }],
  ])('asks again after %s %j, more than once', async (code, details) => {
    const error = fault(code, details);
    const { answer } = call([error, error, error, 'ok']);
    expect((await answer).scillm.attemptCount).toBe(4);
  });

  it('R2 obeys a server that says not to, and none that wants what may not pass', async () => {
    const never = fault('server_error', { status: 500, shouldRetry: false });
    expect((await failureOf(call([never, 'ok']).answer)).code).toBe('server_error');
    const always = fault('invalid_request', { status: 400, shouldRetry: true });
    expect((await failureOf(call([always, 'ok']).answer)).code).toBe('invalid_request');
  });

  it('ends with the last error and the whole trail before a wait that would outlast the wall time', async () => {
    const steps = [fault('network'), fault('server_error', { status: 500 })];
    const { answer, clock } = call(steps, { maxWallTimeMs: 60_000 });
    const started = clock.now();
    const error = await failureOf(answer);
    expect(error).toMatchObject({ code: 'server_error', status: 500 });
    expect(error.retryAfterMs).toBeGreaterThan(0);
    expect(error.attempts.length).toBeGreaterThan(3);
    expect(clock.now() - started).toBeLessThanOrEqual(60_000);
  });

  it('does not begin a retry-after that would outlast the wall time', async () => {
    const { answer, clock } = call([fault('rate_limit', { retryAfterMs: 61_000 }), 'ok'], {
      maxWallTimeMs: 60_000,
    });
    expect(await failureOf(answer)).toMatchObject({ code: 'rate_limit', retryAfterMs: 61_000 });
    expect(clock.sleeps).toEqual([]);
  });

  it('cuts a try that outlasts the wall time, and still throws the failure before it', async () => {
    const { answer, clock, transport } = call(
      [fault('rate_limit', { retryAfterMs: 1000 }), 'hang'],
      { maxWallTimeMs: 60_000 },
    );
    while (transport.calls.length < 2) await Promise.resolve();
    clock.advance(59_000);
    const error = await failureOf(answer);
    expect(error.code).toBe('rate_limit');
    expect(error.attempts.map(({ code }) => code)).toEqual(['rate_limit', 'deadline']);
    expect(clock.alarmCount).toBe(0);
  });

  it('is bounded by an earlier deadline of the call', async () => {
    const { answer, clock } = call([fault('network')], {}, 10_000);
    const error = await failureOf(answer);
    expect(error.code).toBe('network');
    expect(clock.sleeps.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(10_000);
  });

  it('C4 ends at an abort in a wait', async () => {
    const clock = fakeClock({ sleepsPass: false });
    const stop = new AbortController();
    const context = createContext({ clock, signal: stop.signal }, { settings });
    const transport = scriptedTransport([fault('network'), 'ok']);
    const answer = withPolicy(transport, tenacious()).complete(request, context);
    while (clock.sleeperCount === 0) await Promise.resolve();
    stop.abort('enough');
    expect(await failureOf(answer)).toMatchObject({ code: 'aborted', cause: 'enough' });
    expect([clock.sleeperCount, clock.alarmCount]).toEqual([0, 0]);
  });

  it('C6 lets go of its alarm when a stream is over, and not before', async () => {
    const clock = fakeClock();
    const context = createContext({ clock }, { settings });
    const transport = withPolicy(scriptedTransport(['one two']), tenacious());
    const stream = await transport.stream(request, context);
    expect(clock.alarmCount).toBeGreaterThan(0);
    for await (const _ of stream);
    expect(clock.alarmCount).toBe(0);
  });
});
