import type { ChatError } from '@scillm/core';
import { scriptedTransport } from '@scillm/core/testing';
import { describe, expect, it } from 'vitest';
import { deployment, fault, request, routerOf } from './__fixtures__/set-up.ts';
import type { Deployment } from './deployment.ts';

const OUTAGE_MS = 60_000;
const AFTER_MS = 40_000;

interface Seen {
  readonly broken: number;
  readonly backAfterMs: number;
  readonly served: number;
}

/** One call per gap, for a minute in which the first deployment fails, and after it. */
async function live(error: ChatError, gapMs: number, seedMs: number): Promise<Seen> {
  let isDown = true;
  const good = scriptedTransport(['answer'], { id: 'a' });
  const bad = scriptedTransport([error], { id: 'a' });
  const a: Deployment = {
    id: 'a',
    model: 'm',
    transport: {
      id: 'a',
      complete: (body, context) => (isDown ? bad : good).complete(body, context),
      stream: (body, context) => (isDown ? bad : good).stream(body, context),
    },
  };
  const { clock, router } = routerOf([a, deployment('b', ['answer'])]);
  const start = clock.now();
  clock.advance(seedMs);
  let served = 0;
  let backAfterMs = Number.POSITIVE_INFINITY;
  while (clock.now() < start + OUTAGE_MS + AFTER_MS) {
    isDown = clock.now() < start + OUTAGE_MS;
    const { scillm } = await router.complete(request);
    served += 1;
    if (scillm.servedBy === 'a' && !Number.isFinite(backAfterMs)) {
      backAfterMs = clock.now() - start - OUTAGE_MS;
    }
    clock.advance(gapMs);
  }
  return { broken: bad.calls.length, backAfterMs, served };
}

describe('B11 an outage of one minute under light steady traffic', () => {
  it.each([
    ['refuses connections', fault('network', { reason: 'refused' }), 500],
    ['refuses connections', fault('network', { reason: 'refused' }), 1000],
    ['answers 500', fault('server_error', { status: 500 }), 1000],
    ['answers 502 html', fault('bad_response', { status: 200 }), 3000],
    ['has no capacity', fault('rate_limit', { status: 503, reason: 'capacity' }), 1000],
    ['answers 429', fault('rate_limit', { status: 429 }), 1000],
  ])('serves every call where it %s (%s), a call every %i ms', async (_, error, gapMs) => {
    for (const seedMs of [0, 1, 499, 7777]) {
      const { broken, backAfterMs, served } = await live(error, gapMs, seedMs);
      expect(broken).toBeLessThanOrEqual(6);
      expect(backAfterMs).toBeLessThanOrEqual(25_000);
      expect(served).toBeGreaterThan(20);
    }
  });
});
