import { fakeClock } from '@scillm/core/testing';
import { describe, expect, it, vi } from 'vitest';
import { failureOf, storyOf } from './__fixtures__/outcome.ts';
import { bareEnvironment, simulatedEnvironment } from './__fixtures__/simulated-environment.ts';
import { inferWithFallback } from './index.ts';

const messages = [{ role: 'user', content: 'Return only {"ok": true} as JSON.' }] as const;
const KIMI = 'moonshotai/Kimi-K2-Instruct-0905';

describe('F5 inferWithFallback', () => {
  it('is one served attempt of the preferred model when that answers', async () => {
    const simulator = await simulatedEnvironment();
    const { response, meta } = await inferWithFallback({ messages, requireJson: true, seed: 3 });
    expect(JSON.parse(response.choices[0]?.message.content ?? '')).toEqual({ ok: true });
    expect(storyOf(meta.attempts)).toEqual([[`chutes:${KIMI}`, 'first', 'served']]);
    expect(meta).toMatchObject({
      ...response.scillm,
      preferred: `chutes:${KIMI}`,
      selected: `chutes:${KIMI}`,
      attemptCount: 1,
      simulated: true,
    });
    const sent = simulator.log.entries({ path: '/v1/chat/completions' }).map(({ body }) => body);
    const response_format = { type: 'json_object' };
    expect(sent).toEqual([{ messages, seed: 3, model: KIMI, response_format }]);
  });

  it('says who stood in for the preferred one, after which attempts', async () => {
    await simulatedEnvironment('chutes-1 /v1/chat/completions -> status=503');
    const { meta } = await inferWithFallback({ messages, kind: 'text' });
    expect(meta.preferred).toBe(`chutes:${KIMI}`);
    expect(meta.selected).toBe(meta.servedBy);
    expect(meta.selected).toMatch(/^chutes-2:/);
    expect(storyOf(meta.attempts).map(([, , outcome]) => outcome)).toEqual(
      expect.arrayContaining(['rate_limit', 'served']),
    );
  });

  it('sends the fields of the request and none of the options', async () => {
    const simulator = await simulatedEnvironment();
    const { signal } = new AbortController();
    const options = { kind: 'text', requireJson: false, maxBases: 1, ttlMs: 1 } as const;
    const call = { maxRetries: 1, timeoutMs: 1000, retryAfterMs: 1, deadlineMs: 9000, signal };
    await inferWithFallback({ messages, seed: 3, ...options, ...call });
    const [sent] = simulator.log.entries({ path: '/v1/chat/completions' });
    expect(sent?.body).toEqual({ messages, seed: 3, model: KIMI });
  });

  it('obeys maxRetries', async () => {
    await simulatedEnvironment('* /v1/chat/completions -> status=500');
    vi.stubEnv('CHUTES_API_BASE_2', '');
    vi.stubEnv('CHUTES_API_KEY_2', '');
    const lone = { messages, maxCandidatesPerBase: 1, routerOptions: { clock: fakeClock() } };
    expect((await failureOf(inferWithFallback({ ...lone, maxRetries: 0 }))).attempts).toHaveLength(
      1,
    );
    expect((await failureOf(inferWithFallback({ ...lone, maxRetries: 2 }))).attempts).toHaveLength(
      3,
    );
  });

  it('lets rest for the next call what was cooled by this one', async () => {
    const simulator = await simulatedEnvironment(
      `* /v1/chat/completions model=${KIMI} -> status=429 retry-after=600`,
    );
    await inferWithFallback({ messages });
    simulator.log.clear();
    const { meta } = await inferWithFallback({ messages });
    expect(meta.attemptCount).toBe(1);
    expect(meta.preferred).toBe(`chutes:${KIMI}`);
    expect(meta.selected).not.toBe(meta.preferred);
    expect(simulator.log.entries({ path: '/v1/models' })).toEqual([]);
  });

  it('F4 says what to set when nothing is set', async () => {
    bareEnvironment();
    expect(await failureOf(inferWithFallback({ messages }))).toMatchObject({
      code: 'invalid_config',
      message: expect.stringContaining('CHUTES_API_KEY'),
    });
  });
});
