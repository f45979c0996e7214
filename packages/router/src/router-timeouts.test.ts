import { describe, expect, it } from 'vitest';
import { drivenClock } from './__fixtures__/driven-clock.ts';
import { deployment, failureOf, request, settings, storyOf } from './__fixtures__/set-up.ts';
import { createRouter } from './create-router.ts';
import type { Deployment } from './deployment.ts';
import type { RouterOptions } from './router-options.ts';

function driven(fast: readonly Deployment[], options: Omit<RouterOptions, 'routes'> = {}) {
  const clock = drivenClock();
  const router = createRouter({ settings, clock, ...options, routes: { fast } });
  return { clock, router };
}

describe('7.6 a hang before headers', () => {
  it('is left for the next deployment after the timer, without a retry', async () => {
    const { clock, router } = driven([deployment('a', ['hang']), deployment('b', ['answer'])]);
    const start = clock.now();
    const { scillm } = await clock.run(router.complete(request));
    expect(storyOf(scillm.attempts)).toEqual(['a first timeout', 'b fallback served']);
    expect(scillm.attempts[0]).toMatchObject({ reason: 'attempt', durationMs: 120_000 });
    expect(clock.now() - start).toBe(120_000);
    expect(clock.pending).toBe(0);
  });

  it('alone is retried once', async () => {
    const { clock, router } = driven([
      deployment('a', ['hang'], { timeouts: { attemptMs: 1000 } }),
    ]);
    const error = await clock.run(failureOf(router.complete(request)));
    expect(storyOf(error.attempts)).toEqual(['a first timeout', 'a retry timeout']);
    expect(error).toMatchObject({ code: 'timeout', reason: 'attempt' });
  });
});

describe('N1 the time of an attempt', () => {
  it.each([
    [{}, 120_000],
    [{ router: 4000 }, 4000],
    [{ router: 4000, own: 3000 }, 3000],
    [{ router: 4000, own: 3000, call: 2000 }, 2000],
    [{ router: 4000, own: 3000, call: 9000 }, 9000],
    [{ call: 9000 }, 9000],
  ])('is for %j: %i ms', async ({ router: ofRouter, own, call }: Sources, expected) => {
    const a = deployment('a', ['hang'], own === undefined ? {} : { timeouts: { attemptMs: own } });
    const options = ofRouter === undefined ? {} : { timeouts: { attemptMs: ofRouter } };
    const { clock, router } = driven([a, deployment('b', ['answer'])], options);
    const timeoutMs = call === undefined ? {} : { timeoutMs: call };
    const { scillm } = await clock.run(router.complete(request, timeoutMs));
    expect(scillm.attempts[0]?.durationMs).toBe(expected);
  });

  interface Sources {
    readonly router?: number;
    readonly own?: number;
    readonly call?: number;
  }

  it('and its other spans reach the transport', async () => {
    const a = deployment('a', ['answer'], { timeouts: { connectMs: 1 } });
    const { router } = driven([a], { timeouts: { connectMs: 9, idleMs: 2 } });
    await router.complete(request);
    expect(a.transport.calls[0]?.context.timeouts).toMatchObject({
      connectMs: 1,
      idleMs: 2,
      firstTokenMs: settings.timeouts.firstTokenMs,
    });
  });
});

describe('O2 the time of an attempt', () => {
  const timesOf = async (fast: readonly Deployment[]): Promise<readonly number[]> => {
    const { clock, router } = driven(fast);
    const error = await clock.run(failureOf(router.complete(request, { deadlineMs: 9000 })));
    return error.attempts.map(({ durationMs }) => durationMs);
  };

  it('is two thirds of what is left while another deployment is there', async () => {
    const abc = ['a', 'b', 'c'].map((id) => deployment(id, ['hang']));
    expect(await timesOf(abc)).toEqual([6000, 2000, 1000]);
  });

  it('is all that is left alone', async () => {
    expect(await timesOf([deployment('a', ['hang'])])).toEqual([9000]);
  });
});

describe('O1 what the transport is told of others', () => {
  it('is a sibling, a fallback or none, as things are', async () => {
    const told = async (fast: readonly ReturnType<typeof deployment>[]): Promise<string> => {
      const { router } = driven(fast);
      await router.complete(request);
      return fast[0]?.transport.calls[0]?.context.elsewhere() ?? '';
    };
    const a = deployment('a', ['answer']);
    const b = deployment('b', ['answer']);
    expect(await told([a, b])).toBe('fallback');
    expect(
      await told([
        { ...deployment('a', ['answer']), order: 0 },
        { ...b, order: 0 },
      ]),
    ).toBe('sibling');
    expect(await told([deployment('a', ['answer'])])).toBe('none');
  });
});
