import { type ChatRequest, metaOf } from '@scillm/core';
import { fakeClock } from '@scillm/core/testing';
import { describe, expect, it } from 'vitest';
import { twoBases } from './__fixtures__/two-bases.ts';

const request: ChatRequest = { model: 'fast', messages: [{ role: 'user', content: 'Say OK' }] };
const OUTAGE_MS = 60_000;
const AFTER_MS = 30_000;

/** What was seen in one second of the clock. */
interface Second {
  readonly atMs: number;
  readonly text: string;
  readonly servedBy: string;
  readonly hits: number;
}

/** A call a second; the first base has the fault for a minute, and is well again after it. */
async function live(fault: string, isStream: boolean): Promise<readonly Second[]> {
  const clock = fakeClock();
  const { simulator, router, hits } = await twoBases({ clock });
  const begin = clock.now();
  const seconds: Second[] = [];
  simulator.script(`chutes-1 * -> ${fault}`);
  for (let atMs = 0; atMs < OUTAGE_MS + AFTER_MS; atMs = clock.now() - begin) {
    if (atMs >= OUTAGE_MS) simulator.script('');
    const before = hits('a');
    const [text, servedBy] = isStream ? await streamed(router) : await asked(router);
    seconds.push({ atMs, text, servedBy, hits: hits('a') - before });
    clock.advance(1000);
  }
  return seconds;
}

describe('B11 over HTTP, an outage of one minute on a clock that the calls move', () => {
  // Some 90 calls over sockets for each, a second of the clock apart.
  it.each([
    ['refuses connections', 'refuse', false],
    ['resets connections', 'reset', false],
    ['answers 500', 'status=500', false],
    ['answers 503', 'status=503', false],
    ['answers HTML', 'body=html', false],
    ['breaks its streams', 'cut=0', true],
  ])('serves every call where the first %s', async (_, fault, isStream) => {
    const seconds = await live(fault, isStream);
    const during = seconds.filter(({ atMs }) => atMs < OUTAGE_MS);
    const atDead = during.reduce((sum, { hits }) => sum + hits, 0);
    expect(atDead).toBeGreaterThan(0);
    expect(atDead).toBeLessThanOrEqual(6);
    const back = seconds.find(({ atMs, servedBy }) => atMs >= OUTAGE_MS && servedBy === 'a');
    expect(back?.atMs).toBeLessThanOrEqual(OUTAGE_MS + 25_000);
    for (const { text, servedBy } of seconds)
      expect(text).toBe(servedBy === 'a' ? 'FIRST' : 'SECOND');
  });
});

type Router = Awaited<ReturnType<typeof twoBases>>['router'];

async function asked(router: Router): Promise<readonly [string, string]> {
  const { choices, scillm } = await router.complete(request);
  return [choices[0]?.message.content ?? '', scillm.servedBy];
}

async function streamed(router: Router): Promise<readonly [string, string]> {
  let text = '';
  let servedBy = '';
  for await (const chunk of await router.stream(request)) {
    text += chunk.choices[0]?.delta.content ?? '';
    servedBy = metaOf(chunk)?.servedBy ?? servedBy;
  }
  return [text, servedBy];
}
