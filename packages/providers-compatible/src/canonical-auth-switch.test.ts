import { ChatError } from '@scillm/core';
import { fakeClock } from '@scillm/core/testing';
import { describe, expect, it } from 'vitest';
import { contextOf, errorOf } from '../test/ask.ts';
import { createAuthMemory } from './auth-memory.ts';
import { createCanonicalAuth } from './canonical-auth.ts';

/** A try with x-api-key that the test ends. */
interface Try {
  readonly serve: () => void;
  readonly fail: (code: 'server_error' | 'auth', status: number) => void;
}

/** An operation that Bearer never gets through, and whose other tries wait for the test. */
function setUp() {
  const memory = createAuthMemory();
  const auth = createCanonicalAuth({ subject: 'chutes-1', keyVariable: undefined, memory });
  const tries: Try[] = [];
  const call = (context = contextOf()) =>
    auth<string>((style) => {
      if (style === 'bearer')
        return Promise.reject(new ChatError('auth', 'Refused.', { status: 401 }));
      return new Promise((resolve, reject) => {
        tries.push({
          serve: () => resolve('served'),
          fail: (code, status) => reject(new ChatError(code, 'It failed.', { status })),
        });
      });
    }, context);
  return { tries, call };
}

/** Lets everything that can go on without the test go on. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('A5 calls that wait for another one’s switch', () => {
  it('go on one after the other while it only fails, and together once it works', async () => {
    const { tries, call } = setUp();
    const [first, second, ...others] = [call(), call(), call(), call()].map((answer) =>
      answer.catch((error: ChatError) => error.code),
    );
    await settle();
    expect(tries).toHaveLength(1);
    tries[0]?.fail('server_error', 500);
    await settle();
    expect(await first).toBe('server_error');
    expect(tries).toHaveLength(2);
    tries[1]?.fail('server_error', 503);
    await settle();
    expect(await second).toBe('server_error');
    expect(tries).toHaveLength(3);
    tries[2]?.serve();
    await settle();
    expect(tries).toHaveLength(4);
    tries[3]?.serve();
    expect(await Promise.all(others)).toEqual(['served', 'served']);
  });

  it('take the place of one that leads and leaves, and leave themselves when they are told to', async () => {
    const { tries, call } = setUp();
    const leave = new AbortController();
    const leading = errorOf(call());
    await settle();
    const leaving = errorOf(call(contextOf({ signal: leave.signal })));
    const staying = [call(), call()];
    await settle();
    leave.abort('gone');
    expect(await leaving).toMatchObject({ code: 'aborted', cause: 'gone' });
    tries[0]?.fail('server_error', 500);
    await leading;
    await settle();
    expect(tries).toHaveLength(2);
    tries[1]?.serve();
    await settle();
    tries[2]?.serve();
    expect(await Promise.all(staying)).toEqual(['served', 'served']);
  });

  it('are refused with it', async () => {
    const { tries, call } = setUp();
    const all = [call(), call(), call()].map(errorOf);
    await settle();
    tries[0]?.fail('auth', 403);
    for (const error of await Promise.all(all)) {
      expect(error.message).toContain('by bearer and by x-api-key (401)');
    }
    expect(tries).toHaveLength(1);
  });

  it('do not go on when the attempts of their call were spent meanwhile', async () => {
    const { tries, call } = setUp();
    const leading = call();
    await settle();
    const context = contextOf({ maxAttempts: 1 });
    const spent = errorOf(call(context));
    await settle();
    context.attempts.used = 1;
    tries[0]?.serve();
    expect(await spent).toMatchObject({ code: 'auth', message: 'Refused.' });
    expect(await leading).toBe('served');
    expect(tries).toHaveLength(1);
  });

  it('end at their own deadline, and leave the one that leads alone', async () => {
    const clock = fakeClock();
    const { tries, call } = setUp();
    const leading = call(contextOf({ clock }));
    await settle();
    const waiting = errorOf(call(contextOf({ clock, deadlineMs: 500 })));
    await settle();
    clock.advance(499);
    await settle();
    expect(clock.alarmCount).toBe(1);
    clock.advance(1);
    expect(await waiting).toMatchObject({
      code: 'deadline',
      message: expect.stringContaining('another header style'),
    });
    expect(clock.alarmCount).toBe(0);
    tries[0]?.serve();
    expect(await leading).toBe('served');
  });
});
