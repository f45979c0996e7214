import { type ChatTransport, endAttempt, recordAttempt } from '@scillm/core';
import { type ScriptStep, scriptedTransport } from '@scillm/core/testing';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { contextWith, failureOf, fault, onClock, refused, request } from './__fixtures__/set-up.ts';
import { completeJson } from './complete-json.ts';
import type { JsonOptions } from './json-options.ts';

const schema = z.object({ city: z.string(), degrees: z.number() });
const good = '{"city":"Oslo","degrees":7}';
const bad = '{"city":"Oslo"}';

const PLACE = {
  transport: 'slow',
  provider: 'slow',
  base: 'script:slow',
  pool: 'slow',
  authStyle: 'none',
} as const;
const ENVELOPE = { id: 'slow', object: 'chat.completion', created: 0 } as const;

function asking(steps: readonly ScriptStep[], options: JsonOptions = {}, context = contextWith()) {
  const transport = scriptedTransport(steps);
  const work = completeJson(transport, request, { schema, ...options }, context);
  return { transport, work };
}

describe('J8 one call, one budget, one deadline', () => {
  it('stops where no attempt is left', async () => {
    const { transport, work } = asking([bad], {}, contextWith({ maxAttempts: 2 }));
    const error = await failureOf(work);
    expect([error.code, error.reason]).toEqual(['schema_invalid', 'invalid']);
    expect(transport.calls).toHaveLength(2);
  });

  it('counts rungs that were refused among the attempts', async () => {
    const { transport, work } = asking([refused, bad], {}, contextWith({ maxAttempts: 2 }));
    expect((await failureOf(work)).code).toBe('schema_invalid');
    expect(transport.calls).toHaveLength(2);
  });

  it('does not begin what would take longer than there is time', async () => {
    const { clock, context } = onClock({ deadlineMs: 10_000 });
    const slow: ChatTransport = {
      ...scriptedTransport([]),
      async complete(sent, own) {
        const record = recordAttempt(own, { ...PLACE, model: sent.model });
        clock.advance(4000);
        const message = { role: 'assistant', content: bad } as const;
        const choices = [{ index: 0, message, finish_reason: 'stop' } as const];
        return { ...ENVELOPE, model: sent.model, choices, scillm: record.serve() };
      },
    };
    // Each takes 4 s: a third would end after 12.
    const error = await failureOf(completeJson(slow, request, { schema }, context));
    expect(error.code).toBe('schema_invalid');
    expect(error.attempts.map(({ durationMs }) => durationMs)).toEqual([4000, 4000]);
  });

  it('E10 the deadline ends a re-ask, and is said to be what it is', async () => {
    const { clock, context } = onClock({ deadlineMs: 1000 });
    const { transport, work } = asking([bad, 'hang'], {}, context);
    await until(() => transport.calls.length === 2);
    clock.advance(1000);
    const error = await failureOf(work);
    expect(error.code).toBe('deadline');
    expect(error.attempts.map(({ outcome }) => outcome)).toEqual(['served', 'failed']);
  });

  it('C4 C5 an abort ends a re-ask at once', async () => {
    const controller = new AbortController();
    const { transport, work } = asking(
      [bad, 'hang'],
      {},
      contextWith({ signal: controller.signal }),
    );
    await until(() => transport.calls.length === 2);
    const cause = new Error('left');
    controller.abort(cause);
    const error = await failureOf(work);
    expect([error.code, error.cause]).toEqual(['aborted', cause]);
    expect(error.attempts.map(({ outcome }) => outcome)).toEqual(['served', 'cancelled']);
  });

  it.each<[string, (clock: ReturnType<typeof onClock>['clock'], left: AbortController) => void]>([
    ['aborted', (_, left) => left.abort()],
    ['deadline', (clock) => clock.advance(1000)],
  ])('C4 %s ends the wait for a validator that never comes back', async (code, end) => {
    const left = new AbortController();
    const { clock, context } = onClock({ deadlineMs: 1000, signal: left.signal });
    let isAsked = false;
    const forever = z.string().refine(() => {
      isAsked = true;
      return new Promise<boolean>(() => undefined);
    });
    const { work } = asking(['"x"'], { schema: forever }, context);
    const failure = failureOf(work);
    await until(() => isAsked);
    end(clock, left);
    expect((await failure).code).toBe(code);
    expect(clock.alarmCount).toBe(0);
  });

  it('passes on an error of a re-ask as it is', async () => {
    const error = await failureOf(asking([bad, fault('server_error', { status: 500 })]).work);
    expect([error.code, error.status]).toEqual(['server_error', 500]);
    expect(error.attempts).toHaveLength(2);
  });

  it('works inside a call that goes on', async () => {
    const context = contextWith();
    await asking([good], {}, context).work;
    await asking([bad, good], {}, context).work;
    expect(context.trail).toHaveLength(3);
    expect(context.attempts.used).toBe(3);
    endAttempt(context);
  });
});

async function until(isDone: () => boolean): Promise<void> {
  while (!isDone()) await new Promise((resolve) => setImmediate(resolve));
}
