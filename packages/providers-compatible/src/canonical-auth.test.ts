import { once } from 'node:events';
import { forkContext, metaOf } from '@scillm/core';
import { fakeClock } from '@scillm/core/testing';
import { startSimulator } from '@scillm/simulator';
import { describe, expect, it, onTestFinished } from 'vitest';
import { contextOf, errorOf, REQUEST } from '../test/ask.ts';
import {
  COMPLETION,
  REFUSAL,
  sendJson,
  startSmallServer,
  takesKeyIn,
} from '../test/small-server.ts';
import { createCompatible } from './create-compatible.ts';

const HOUR_MS = 3_600_000;
const canonicalizeAuth = true;
const apiKey = 'key-of-the-test';

const twenty = <T>(make: () => T): T[] => Array.from({ length: 20 }, make);

describe('A2 a 401 to Bearer', () => {
  it('is tried once more with x-api-key, at the same origin', async () => {
    const server = await startSmallServer(takesKeyIn('x-api-key'));
    const transport = createCompatible({ baseUrl: server.baseUrl, apiKey, canonicalizeAuth });
    const { scillm } = await transport.complete(REQUEST, contextOf());
    expect(server.asked.map(({ auth }) => auth)).toEqual([['authorization'], ['x-api-key']]);
    expect(scillm.authStyle).toBe('x-api-key');
    expect(
      scillm.attempts.map(({ n, kind, authStyle, outcome, status }) => [
        ...[n, kind, authStyle, outcome, status],
      ]),
    ).toEqual([
      [1, 'first', 'bearer', 'failed', 401],
      [2, 'auth', 'x-api-key', 'served', 200],
    ]);
  });

  it('is tried so for a stream as well', async () => {
    const simulator = await startSimulator({ surfaces: ['chutes-2'] });
    onTestFinished(() => simulator.close());
    const [baseUrl, key] = [simulator.base('chutes-2'), simulator.key('chutes-2')];
    const transport = createCompatible({ baseUrl, apiKey: key, canonicalizeAuth });
    const [model] = await transport.listModels(contextOf());
    const request = { ...REQUEST, model: model?.id ?? '' };
    const released: string[] = [];
    const context = contextOf();
    context.onEnd(() => released.push('released'));
    for await (const chunk of await transport.stream(request, context)) {
      if (chunk.scillm !== undefined) expect(metaOf(chunk)?.simulated).toBe(true);
    }
    expect(released).toEqual(['released']);
    expect(simulator.log.entries().map(({ authStyle }) => authStyle)).toEqual([
      ...['bearer', 'x-api-key', 'x-api-key'],
    ]);
  });

  it('is final where canonicalisation is off', async () => {
    const server = await startSmallServer(takesKeyIn('x-api-key'));
    const off = { baseUrl: server.baseUrl, apiKey, canonicalizeAuth: false };
    const error = await errorOf(createCompatible(off).complete(REQUEST, contextOf()));
    expect([error.code, error.status, error.attempts.length]).toEqual(['auth', 401, 1]);
    expect(server.asked.length).toBe(1);
  });

  it('is followed by nothing if the budget of attempts is spent', async () => {
    const server = await startSmallServer(takesKeyIn('x-api-key'));
    const transport = createCompatible({ baseUrl: server.baseUrl, apiKey, canonicalizeAuth });
    const error = await errorOf(transport.complete(REQUEST, contextOf({ maxAttempts: 1 })));
    expect([error.code, server.asked.length]).toEqual(['auth', 1]);
  });

  it('differs from a 403, which is final', async () => {
    const server = await startSmallServer((response) => sendJson(response, REFUSAL, 403));
    const transport = createCompatible({ baseUrl: server.baseUrl, apiKey, canonicalizeAuth });
    const error = await errorOf(transport.complete(REQUEST, contextOf()));
    expect([error.code, error.status, server.asked.length]).toEqual(['auth', 403, 1]);
  });
});

describe('A3 the style that worked', () => {
  it('is used without asking again for an hour, and then no longer', async () => {
    const server = await startSmallServer(takesKeyIn('x-api-key'));
    const clock = fakeClock();
    const transport = createCompatible({ baseUrl: server.baseUrl, apiKey, canonicalizeAuth });
    const call = () => transport.complete(REQUEST, contextOf({ clock }));
    await call();
    clock.advance(HOUR_MS - 1);
    await call();
    expect(server.asked.length).toBe(3);
    clock.advance(1);
    await call();
    expect(server.asked.map(({ auth }) => auth[0])).toEqual([
      ...['authorization', 'x-api-key'],
      'x-api-key',
      ...['authorization', 'x-api-key'],
    ]);
  });

  it('is forgotten after a 401', async () => {
    let taken = 'x-api-key';
    const server = await startSmallServer((response, asked) => takesKeyIn(taken)(response, asked));
    const transport = createCompatible({ baseUrl: server.baseUrl, apiKey, canonicalizeAuth });
    await transport.complete(REQUEST, contextOf());
    taken = 'authorization';
    const error = await errorOf(transport.complete(REQUEST, contextOf()));
    expect(error.code).toBe('auth');
    const { scillm } = await transport.complete(REQUEST, contextOf());
    expect([scillm.authStyle, scillm.attemptCount]).toEqual(['bearer', 1]);
  });

  it('is remembered only after a 2xx', async () => {
    const server = await startSmallServer((response, { auth }) =>
      sendJson(response, REFUSAL, auth[0] === 'authorization' ? 401 : 500),
    );
    const transport = createCompatible({ baseUrl: server.baseUrl, apiKey, canonicalizeAuth });
    for (const _ of [1, 2]) {
      const error = await errorOf(transport.complete(REQUEST, contextOf()));
      expect(error.code).toBe('server_error');
    }
    expect(server.asked.map(({ auth }) => auth[0])).toEqual([
      ...['authorization', 'x-api-key', 'authorization', 'x-api-key'],
    ]);
  });

  it('is never shared by two keys', async () => {
    const server = await startSmallServer(takesKeyIn('x-api-key'));
    for (const key of ['first-key', 'second-key']) {
      const options = { baseUrl: server.baseUrl, apiKey: key, canonicalizeAuth };
      const { scillm } = await createCompatible(options).complete(REQUEST, contextOf());
      expect(scillm.attemptCount).toBe(2);
    }
  });
});

it('A4 throws the first error, naming both styles, if both are refused', async () => {
  const server = await startSmallServer((response, { auth }) =>
    sendJson(response, REFUSAL, auth[0] === 'authorization' ? 401 : 403, {
      'x-request-id': auth[0] ?? '',
    }),
  );
  const keyVariable = 'CHUTES_API_KEY_1';
  const named = { id: 'chutes-1', keyVariable, baseUrl: server.baseUrl, apiKey };
  const transport = createCompatible({ ...named, canonicalizeAuth });
  const error = await errorOf(transport.complete(REQUEST, contextOf()));
  expect(error.message).toBe(
    'chutes-1 refused the key by bearer and by x-api-key (401). Check CHUTES_API_KEY_1.',
  );
  expect([error.code, error.status, error.requestId]).toEqual(['auth', 401, 'authorization']);
  expect(error.attempts.map(({ kind, code }) => [kind, code])).toEqual([
    ['first', 'auth'],
    ['auth', 'auth'],
  ]);
});

describe('A5 calls that meet the 401 at the same time', () => {
  it('share one switch, and all succeed', async () => {
    let release = (): void => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const count = { authorization: 0, 'x-api-key': 0 };
    const seen = new EventTarget();
    const server = await startSmallServer(async (response, { auth }) => {
      const style = auth[0] === 'authorization' ? 'authorization' : 'x-api-key';
      count[style] += 1;
      if (count.authorization === 20 && count['x-api-key'] > 0)
        seen.dispatchEvent(new Event('all'));
      if (style === 'authorization') return sendJson(response, REFUSAL, 401);
      await held;
      return sendJson(response, COMPLETION);
    });
    const all = once(seen, 'all');
    const transport = createCompatible({ baseUrl: server.baseUrl, apiKey, canonicalizeAuth });
    const calls = twenty(() => transport.complete(REQUEST, contextOf()));
    await all;
    expect(count).toEqual({ authorization: 20, 'x-api-key': 1 });
    release();
    const answers = await Promise.all(calls);
    expect(answers.map(({ scillm }) => scillm.attemptCount)).toEqual(twenty(() => 2));
    expect(count).toEqual({ authorization: 20, 'x-api-key': 20 });
  });

  it('share one refusal', async () => {
    const server = await startSmallServer((response) => sendJson(response, REFUSAL, 401));
    const transport = createCompatible({ baseUrl: server.baseUrl, apiKey, canonicalizeAuth });
    const errors = await Promise.all(
      twenty(() => errorOf(transport.complete(REQUEST, contextOf()))),
    );
    for (const { message } of errors) {
      expect(message).toContain('by bearer and by x-api-key (401)');
    }
  });

  it('do not depend on the one that leads: it may leave, and so may one that waits', async () => {
    const seen = new EventTarget();
    const server = await startSmallServer((response, { auth }) => {
      const { length } = server.asked;
      if (auth[0] === 'authorization') sendJson(response, REFUSAL, 401);
      else if (length > 4) sendJson(response, COMPLETION);
      seen.dispatchEvent(new Event(`${length}`));
    });
    const transport = createCompatible({ baseUrl: server.baseUrl, apiKey, canonicalizeAuth });
    const leave = new AbortController();
    const call = (signal?: AbortSignal) =>
      transport.complete(REQUEST, contextOf(signal === undefined ? {} : { signal }));
    const isLeading = once(seen, '2');
    const leading = errorOf(call(leave.signal));
    await isLeading;
    const areWaiting = once(seen, '4');
    const waiting = errorOf(call(leave.signal));
    const staying = call();
    await areWaiting;
    leave.abort('gone');
    for (const error of [await leading, await waiting]) {
      expect([error.code, error.cause]).toEqual(['aborted', 'gone']);
      expect(error.attempts.length).toBeGreaterThan(0);
    }
    const { scillm } = await staying;
    expect(scillm.authStyle).toBe('x-api-key');
  });
});

it('C6 releases what the attempt held once, whatever became of it', async () => {
  const server = await startSmallServer((response) => sendJson(response, REFUSAL, 401));
  const transport = createCompatible({ baseUrl: server.baseUrl, apiKey, canonicalizeAuth });
  const context = forkContext(contextOf(), {});
  const released: string[] = [];
  context.onEnd(() => released.push('released'));
  await errorOf(transport.complete(REQUEST, context));
  expect(released).toEqual(['released']);
});
