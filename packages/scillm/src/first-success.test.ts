import type { CallEvent } from '@scillm/core';
import { fakeClock } from '@scillm/core/testing';
import { describe, expect, it, vi } from 'vitest';
import { failureOf, storyOf } from './__fixtures__/outcome.ts';
import {
  bareEnvironment,
  simulate,
  simulatedEnvironment,
} from './__fixtures__/simulated-environment.ts';
import { firstSuccess } from './index.ts';

const messages = [{ role: 'user', content: 'Say OK' }] as const;
const KIMI = 'moonshotai/Kimi-K2-Instruct-0905';
const DEEPSEEK = 'deepseek-ai/DeepSeek-V3.1';
const QWEN = 'Qwen/Qwen3-235B-A22B-Instruct-2507';
const list = [{ model: KIMI }, { model: DEEPSEEK }, { model: QWEN }];

describe('F2 firstSuccess', () => {
  it('asks in the order of the list, whatever the names, and stops at the first answer', async () => {
    const simulator = await simulatedEnvironment(`* * model=${KIMI} -> status=404`);
    const { choices, scillm } = await firstSuccess(
      [{ model: 'zeta/does-not-exist' }, { model: KIMI }, { model: DEEPSEEK }, { model: QWEN }],
      { messages },
    );
    expect(choices[0]?.message.content).toBe('OK');
    expect(storyOf(scillm.attempts)).toEqual([
      ['zeta/does-not-exist', 'first', 'not_found'],
      [KIMI, 'fallback', 'not_found'],
      [DEEPSEEK, 'fallback', 'served'],
    ]);
    expect(scillm).toMatchObject({
      routing: 'first-success',
      servedBy: DEEPSEEK,
      servedModel: `sim/${DEEPSEEK}`,
      attemptCount: 3,
    });
    expect(simulator.log.peak()).toBe(1);
  });

  it.each([
    ['invalid_request', 'status=400'],
    ['auth', 'status=401'],
    ['quota', 'status=402'],
    ['rate_limit', 'status=429 retry-after=3600'],
    ['server_error', 'status=500'],
    ['network', 'refuse'],
    ['bad_response', 'body=html'],
    ['context_length', 'status=400 code=context_length_exceeded'],
  ])('moves on after %s at once, without a retry', async (code, action) => {
    vi.stubEnv('LITELLM_MAX_RETRIES', '3');
    await simulatedEnvironment(`* /v1/chat/completions model=${KIMI} -> ${action}`);
    vi.stubEnv('SCILLM_CHUTES_CANONICALIZE_OPENAI_AUTH', '0');
    const { scillm } = await firstSuccess(list, { messages });
    expect(storyOf(scillm.attempts)).toEqual([
      [KIMI, 'first', code],
      [DEEPSEEK, 'fallback', 'served'],
    ]);
    expect(scillm.attempts.map(({ waitedMs }) => waitedMs)).toEqual([0, 0]);
  });

  it('moves on past an entry whose key or base is not set, or whose provider is unknown', async () => {
    await simulatedEnvironment();
    vi.stubEnv('OPENROUTER_API_KEY', '');
    const unknown = { model: 'x', provider: 'nobody' as 'chutes' };
    const { scillm } = await firstSuccess(
      [
        { model: 'x', provider: 'openrouter' },
        { model: 'y', provider: 'compatible' },
        unknown,
        { model: KIMI },
      ],
      { messages },
    );
    expect(storyOf(scillm.attempts)).toEqual([[KIMI, 'fallback', 'served']]);
  });

  it('retries an entry as often as it says, the call as often as it says for all', async () => {
    const down = `* /v1/chat/completions -> status=500`;
    await simulatedEnvironment(down);
    const own = [{ model: KIMI, maxRetries: 2 }, { model: DEEPSEEK }];
    const tried = async (maxRetries?: number) => {
      const options = maxRetries === undefined ? {} : { maxRetries };
      const { attempts } = await failureOf(firstSuccess(own, { messages }, options));
      return storyOf(attempts).map(([deployment, kind]) => [deployment, kind]);
    };
    expect(await tried()).toEqual([
      [KIMI, 'first'],
      [KIMI, 'retry'],
      [KIMI, 'retry'],
      [DEEPSEEK, 'fallback'],
    ]);
    expect(await tried(0)).toEqual([
      [KIMI, 'first'],
      [DEEPSEEK, 'fallback'],
    ]);
    expect(await tried(1)).toHaveLength(4);
  });

  it('has attempts for the whole list, however long, unless the call bounds them', async () => {
    await simulatedEnvironment('* /v1/chat/completions -> status=500');
    const long = Array.from({ length: 9 }, () => ({ model: KIMI }));
    const all = await failureOf(firstSuccess(long, { messages }));
    expect(all.attempts).toHaveLength(9);
    expect(all.errors?.map(({ deployment }) => deployment)).toEqual(
      long.map((_, index) => `${KIMI}#${index + 1}`),
    );
    const bounded = await failureOf(firstSuccess(long, { messages }, { maxAttempts: 2 }));
    expect(bounded.attempts).toHaveLength(2);
    expect(bounded.message).toMatch(/^The first 2 models of the list failed/);
  });

  it('E7 says what to do however long the list', async () => {
    await simulatedEnvironment('* /v1/chat/completions -> status=500');
    const long = Array.from({ length: 20 }, () => ({ model: KIMI }));
    const { message } = await failureOf(firstSuccess(long, { messages }));
    expect(message).toMatch(
      /^All 20 models of the list failed: .* and \d+ more\. See errors for what to do about each\.$/,
    );
  });

  it('keeps every failure in the order of the list when all fail, an unset one too', async () => {
    await simulatedEnvironment(
      `* /v1/chat/completions model=${KIMI} -> status=429 retry-after=30\n* /v1/chat/completions -> status=500`,
    );
    vi.stubEnv('GROQ_API_KEY', '');
    const entries = [{ model: KIMI }, { model: 'x', provider: 'groq' as const }, { model: QWEN }];
    const error = await failureOf(firstSuccess(entries, { messages }));
    expect(error).toMatchObject({ code: 'all_failed', retryAfterMs: 30_000 });
    expect(error.errors?.map(({ deployment, code }) => [deployment, code])).toEqual([
      [KIMI, 'rate_limit'],
      ['groq:x', 'invalid_config'],
      [QWEN, 'server_error'],
    ]);
    expect(error.cause).toBe(error.errors?.[0]);
    expect(error.attempts).toHaveLength(2);
    expect(error.message).toContain(`${KIMI} rate_limit (429), groq:x invalid_config`);
    expect(error.errors?.[1]?.message).toBe('groq needs a key. Set GROQ_API_KEY, or pass apiKey.');
  });

  it('fails with all_failed for a list of one as well', async () => {
    await simulatedEnvironment('* /v1/chat/completions -> status=500');
    const error = await failureOf(firstSuccess([{ model: KIMI }], { messages }));
    expect(error.code).toBe('all_failed');
    expect(error.errors?.map(({ code }) => code)).toEqual(['server_error']);
  });

  it('is not led around a content filter, and names what failed before', async () => {
    const simulator = await simulatedEnvironment(
      `* * model=${KIMI} -> status=500\n* * model=${DEEPSEEK} -> content-filter`,
    );
    const error = await failureOf(firstSuccess(list, { messages }));
    expect(error.code).toBe('content_filter');
    expect(error.errors?.map(({ code }) => code)).toEqual(['server_error', 'content_filter']);
    expect(error.attempts).toHaveLength(2);
    expect(simulator.log.entries({ path: '/v1/chat/completions' })).toHaveLength(2);
  });

  it('stops at an abort and at the deadline', async () => {
    const stop = new AbortController();
    const simulator = await simulatedEnvironment('* /v1/chat/completions -> hang', {});
    const onEvent = ({ type }: CallEvent) => {
      if (type === 'attempt_start') stop.abort('enough');
    };
    const aborted = firstSuccess(list, { messages }, { signal: stop.signal, onEvent });
    expect(await failureOf(aborted)).toMatchObject({ code: 'aborted', cause: 'enough' });
    const late = await failureOf(firstSuccess(list, { messages }, { deadlineMs: 0 }));
    expect(late.code).toBe('deadline');
    expect(late.attempts).toEqual([]);
    expect(simulator.log.entries({ path: '/v1/chat/completions' }).length).toBeLessThanOrEqual(1);
    const before = firstSuccess(list, { messages }, { signal: AbortSignal.abort('no') });
    expect(await failureOf(before)).toMatchObject({ code: 'aborted', attempts: [] });
  });

  it('leaves time for the entries behind one that hangs', async () => {
    await simulatedEnvironment(`* * model=${KIMI} -> hang`);
    const clock = fakeClock();
    const onEvent = (event: CallEvent) => {
      if (event.type === 'attempt_start' && event.attempt.n === 1) clock.advance(400);
    };
    const call = { clock, onEvent, deadlineMs: 600 };
    const { scillm } = await firstSuccess(list, { messages }, call);
    expect(storyOf(scillm.attempts)).toEqual([
      [KIMI, 'first', 'timeout'],
      [DEEPSEEK, 'fallback', 'served'],
    ]);
  });

  it('takes no notice of what other calls cooled', async () => {
    const simulator = await simulatedEnvironment('* * n=1 -> status=429 retry-after=600');
    await firstSuccess(list, { messages });
    const second = await firstSuccess(list, { messages });
    expect(second.scillm.servedBy).toBe(KIMI);
    expect(simulator.log.entries({ path: '/v1/chat/completions' })).toHaveLength(3);
  });

  it('changes the request of an entry by its override alone', async () => {
    const simulator = await simulatedEnvironment(`* * model=${KIMI} -> status=500`);
    const request = { messages, temperature: 0.5, max_tokens: 9 };
    const override = { temperature: null, seed: 7 };
    await firstSuccess([{ model: KIMI, override }, { model: DEEPSEEK }], request);
    const sent = simulator.log.entries({ path: '/v1/chat/completions' }).map(({ body }) => body);
    expect(sent).toEqual([
      { messages, max_tokens: 9, seed: 7, model: KIMI },
      { ...request, model: DEEPSEEK },
    ]);
    expect(request).toEqual({ messages, temperature: 0.5, max_tokens: 9 });
  });

  it('A2 has an attempt for the other header style beside those for the entries', async () => {
    await simulatedEnvironment('chutes-1 /v1/chat/completions -> auth=x-api-key');
    const { scillm } = await firstSuccess([{ model: KIMI }], { messages });
    expect(storyOf(scillm.attempts)).toEqual([
      [KIMI, 'first', 'auth'],
      [KIMI, 'auth', 'served'],
    ]);
  });

  it('asks each entry where it says, with the key it says', async () => {
    bareEnvironment();
    const simulator = await simulate({ surfaces: ['chutes-1', 'openai'] });
    const at = (surface: 'chutes-1' | 'openai', apiKey: string) => ({
      model: 'gpt-4o-mini',
      baseUrl: simulator.base(surface),
      apiKey,
    });
    const { scillm } = await firstSuccess(
      [
        at('chutes-1', simulator.key('chutes-1')),
        at('openai', 'wrong'),
        at('openai', simulator.key('openai')),
      ],
      { messages },
    );
    expect(scillm.attempts.map(({ base, code }) => [base, code])).toEqual([
      [simulator.base('chutes-1'), 'not_found'],
      [simulator.base('openai'), 'auth'],
      [simulator.base('openai'), undefined],
    ]);
  });

  it('refuses an empty list', async () => {
    expect(await failureOf(firstSuccess([], { messages }))).toMatchObject({
      code: 'invalid_config',
      message: 'modelList is empty. Name at least one model.',
    });
  });
});
