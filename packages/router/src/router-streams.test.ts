import {
  type CallContext,
  type ChatChunk,
  collect,
  createContext,
  type Policy,
  withPolicy,
} from '@scillm/core';
import { describe, expect, it } from 'vitest';
import { drivenClock } from './__fixtures__/driven-clock.ts';
import {
  askedIn,
  deployment,
  failureOf,
  fault,
  request,
  routerOf,
  settings,
  storyOf,
} from './__fixtures__/set-up.ts';
import { createRouter } from './create-router.ts';

const cut = fault('stream_cut', { reason: 'socket' });
const breaking = { text: 'half an ', error: cut };

async function read(stream: AsyncIterable<ChatChunk>): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
  return text;
}

describe('a stream', () => {
  it('S6 goes on to the next deployment while nothing has been said', async () => {
    const { router } = routerOf([
      deployment('a', [fault('auth', { status: 401 })]),
      deployment('b', ['the answer']),
    ]);
    const response = await collect(await router.stream(request));
    expect(response.choices[0]?.message.content).toBe('the answer');
    expect(storyOf(response.scillm.attempts)).toEqual(['a first auth', 'b fallback served']);
    expect(response.scillm).toMatchObject({ routing: 'router', servedBy: 'b' });
  });

  it('S6 retries before its first token', async () => {
    const { clock, router } = routerOf([deployment('a', [cut, 'the answer'])]);
    expect(await read(await router.stream(request))).toBe('the answer');
    expect(clock.sleeps).toHaveLength(1);
  });

  it('S6 that broke throws with what it said, and nobody else is asked', async () => {
    const b = deployment('b', ['answer']);
    const { router } = routerOf([deployment('a', [breaking]), b]);
    const stream = await router.stream(request);
    const error = await failureOf(read(stream));
    expect(error).toMatchObject({ code: 'stream_cut', deployment: 'a', partial: 'half an ' });
    expect(storyOf(error.attempts)).toEqual(['a first stream_cut']);
    expect(b.transport.calls).toEqual([]);
  });

  it('B10 that broke counts as one failure: the third in a row opens its deployment', async () => {
    const a = deployment('a', [breaking]);
    const { router } = routerOf([a, deployment('b', ['answer'])]);
    for (let count = 0; count < 3; count += 1) await failureOf(read(await router.stream(request)));
    expect(await read(await router.stream(request))).toBe('answer');
    expect(a.transport.calls).toHaveLength(3);
  });

  it('B1 that ends well, or is left, breaks a row of failures', async () => {
    const twice = [breaking, breaking];
    const good = ['ok', 'ok', 'ok'];
    const a = deployment('a', [...good, ...twice, 'ok', ...twice, 'left', breaking, 'good']);
    const { router } = routerOf([a, deployment('b', ['answer'])]);
    const ask = async (): Promise<string> =>
      read(await router.stream(request)).catch(() => 'broken');
    for (let count = 0; count < 8; count += 1) await ask();
    for await (const _ of await router.stream(request)) break;
    expect(await ask()).toBe('broken');
    expect(await ask()).toBe('good');
  });

  it('B6 closes the deployment it probes when it begins', async () => {
    const broken = fault('server_error', { status: 500 });
    const a = deployment('a', [broken, broken, broken, 'one two']);
    const { clock, router } = routerOf([a, deployment('b', ['answer'])]);
    await router.complete(request);
    clock.advance(11_000);
    await router.stream(request);
    expect((await router.complete(request)).scillm.attempts[0]).toMatchObject({
      deployment: 'a',
      kind: 'first',
    });
  });

  it('B10 that broke by a rate limit rests its deployment at once', async () => {
    const a = deployment('a', [{ text: 'half ', error: fault('rate_limit', { status: 429 }) }]);
    const { router } = routerOf([a, deployment('b', ['answer'])]);
    await failureOf(read(await router.stream(request)));
    expect(await read(await router.stream(request))).toBe('answer');
    expect(a.transport.calls).toHaveLength(1);
  });

  it('S11 that is left is cancelled, and counts for nothing', async () => {
    const a = deployment('a', ['one two three']);
    const { clock, router } = routerOf([a, deployment('b', ['answer'])]);
    for (let count = 0; count < 6; count += 1) {
      for await (const chunk of await router.stream(request)) {
        expect(chunk.choices[0]?.delta.content).toBe('one ');
        break;
      }
    }
    expect(a.transport.calls).toHaveLength(6);
    expect(a.transport.calls[5]?.context.trail[0]?.outcome).toBe('cancelled');
    expect(clock.alarmCount).toBe(0);
  });

  it('O4 that has begun is not ended by the time of an attempt, but by the deadline', async () => {
    const clock = drivenClock();
    const a = deployment('a', ['one two three'], { timeouts: { attemptMs: 1000 } });
    const router = createRouter({ settings, clock, routes: { fast: [a] } });
    const stream = await router.stream(request, { deadlineMs: 60_000 });
    const texts = stream[Symbol.asyncIterator]();
    await texts.next();
    await clock.run(clock.sleep(59_999, new AbortController().signal));
    expect((await texts.next()).value.choices[0].delta.content).toBe('two ');
    await clock.run(clock.sleep(1, new AbortController().signal));
    expect(await failureOf(texts.next())).toMatchObject({ code: 'deadline', partial: 'one two ' });
    expect(clock.pending).toBe(0);
  });
});

describe('C6 what a policy holds', () => {
  function holding() {
    const held: string[] = [];
    const hold: Policy = {
      name: 'hold',
      execute(next, context: CallContext) {
        held.push('taken');
        context.onEnd(() => held.push('freed'));
        return next(context);
      },
    };
    return { held, hold };
  }

  it('inside is freed when the stream ends, and not when it begins', async () => {
    const { held, hold } = holding();
    const a = deployment('a', ['one two']);
    const { router } = routerOf([{ ...a, transport: withPolicy(a.transport, hold) }]);
    const stream = await router.stream(request);
    expect(held).toEqual(['taken']);
    await read(stream);
    expect(held).toEqual(['taken', 'freed']);
  });

  it('around the router is freed once when the stream ends, and when it breaks', async () => {
    for (const step of ['one two', breaking]) {
      const { held, hold } = holding();
      const { router } = routerOf([deployment('a', [step])]);
      const context = createContext({}, { settings });
      const stream = await withPolicy(router, hold).stream(request, context);
      expect(held).toEqual(['taken']);
      await read(stream).catch(() => {});
      expect(held).toEqual(['taken', 'freed']);
    }
  });

  it('inside is freed after every attempt that fails, and before the next one', async () => {
    const { held, hold } = holding();
    const a = deployment('a', [cut, cut, 'answer']);
    const { router } = routerOf([{ ...a, transport: withPolicy(a.transport, hold) }]);
    expect(askedIn((await router.complete(request)).scillm.attempts)).toHaveLength(3);
    expect(held).toEqual(['taken', 'freed', 'taken', 'freed', 'taken', 'freed']);
  });

  it('inside is freed if the attempt never came to the wire', async () => {
    const { held, hold } = holding();
    const refusing = {
      id: 'refusing',
      complete: () => Promise.reject(fault('local_limit')),
      stream: () => Promise.reject(fault('local_limit')),
    };
    const a = { id: 'a', model: 'm', transport: withPolicy(refusing, hold) };
    const { router } = routerOf([a, deployment('b', ['answer'])]);
    await router.complete(request);
    expect(held).toEqual(['taken', 'freed']);
  });
});
