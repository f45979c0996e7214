import {
  type CallContext,
  ChatError,
  type ChatTransport,
  type Policy,
  withPolicy,
} from '@scillm/core';
import { scriptedTransport } from '@scillm/core/testing';
import { describe, expect, it } from 'vitest';
import { add, onFakeClock, REQUEST, sum } from './__fixtures__/tool-bench.ts';
import { runTools } from './run-tools.ts';
import { tool } from './tool.ts';

const STEPS = [{ toolCalls: [add(1, 2)] }, { toolCalls: [add(2, 3)] }, 'Done.'];

describe('the context of a run', () => {
  it('has one deadline and one trail for all rounds', async () => {
    const transport = scriptedTransport(STEPS);
    const { context } = onFakeClock();
    const { rounds } = await runTools(transport, REQUEST, { tools: [sum] }, context);
    const contexts = transport.calls.map((call) => call.context);
    expect(contexts.map(({ deadline }) => deadline)).toEqual(contexts.map(() => context.deadline));
    expect(context.trail).toHaveLength(3);
    expect(rounds.map(({ response }) => response.scillm.attemptCount)).toEqual([1, 2, 3]);
  });

  it('has the attempts of one call in every round', async () => {
    const transport = scriptedTransport(STEPS);
    const { context } = onFakeClock({ maxAttempts: 1 });
    await runTools(transport, REQUEST, { tools: [sum] }, context);
    expect(transport.calls.map((call) => call.context.attempts)).toEqual([
      { max: 1, used: 1 },
      { max: 1, used: 1 },
      { max: 1, used: 1 },
    ]);
    expect(context.attempts.used).toBe(0);
  });

  it('C1 has a key of its own in every round, since the body differs', async () => {
    const transport = scriptedTransport(STEPS);
    const { context } = onFakeClock({ idempotencyKey: 'k' });
    await runTools(transport, REQUEST, { tools: [sum] }, context);
    expect(transport.calls.map((call) => call.context.idempotencyKey)).toEqual([
      'k',
      'k-r2',
      'k-r3',
    ]);
  });

  it('C6 ends every round by itself, so that policies keep their count', async () => {
    let open = 0;
    const seen: number[] = [];
    const counting: Policy = {
      name: 'counting',
      execute(next, context) {
        open += 1;
        context.onEnd(() => {
          open -= 1;
        });
        seen.push(open);
        return next(context);
      },
    };
    const transport = withPolicy(scriptedTransport(STEPS), counting);
    await runTools(transport, REQUEST, { tools: [sum] }, onFakeClock().context);
    expect([seen, open]).toEqual([[1, 1, 1], 0]);
    const refusing = withPolicy(transportThatRefuses, counting);
    const run = runTools(refusing, REQUEST, { tools: [sum] }, onFakeClock().context);
    await expect(run).rejects.toMatchObject({ code: 'unsupported' });
    expect(open).toBe(0);
  });

  it('is made of options as well', async () => {
    const transport = scriptedTransport(STEPS);
    const { clock } = onFakeClock();
    const options = { deadlineMs: 500, clock, idempotencyKey: 'k' };
    await runTools(transport, REQUEST, { tools: [sum] }, options);
    expect(transport.calls[0]?.context.deadline.atMs).toBe(clock.now() + 500);
  });

  it('reaches tools, which ask models within the same deadline and on the same trail', async () => {
    const small = scriptedTransport(['Four.'], { id: 'small' });
    const { context } = onFakeClock({ idempotencyKey: 'k', maxAttempts: 1 });
    const contexts: CallContext[] = [];
    const consult = await consulting(small, contexts);
    const call = { name: 'consult', arguments: {} };
    const transport = scriptedTransport([{ toolCalls: [call, call] }, 'Done.']);
    const { calls, response } = await runTools(transport, REQUEST, { tools: [consult] }, context);
    expect(calls.map((each) => each.outcome === 'done' && each.result)).toEqual(['Four.', 'Four.']);
    expect(response.scillm.attempts.map(({ deployment }) => deployment)).toEqual([
      'scripted',
      'small',
      'small',
      'scripted',
    ]);
    expect(contexts.map(({ idempotencyKey }) => idempotencyKey)).toEqual(['k-t1', 'k-t2']);
    expect(contexts.every(({ deadline }) => deadline === context.deadline)).toBe(true);
  });
});

/** Refuses before there is an attempt. */
const transportThatRefuses: ChatTransport = {
  id: 'refusing',
  complete: () => Promise.reject(new ChatError('unsupported', 'No.')),
  stream: () => Promise.reject(new ChatError('unsupported', 'No.')),
};

/** A tool that asks a model of its own. */
function consulting(transport: ChatTransport, contexts: CallContext[]) {
  return tool({
    name: 'consult',
    async execute(_, context) {
      contexts.push(context);
      const { choices } = await transport.complete({ model: 's', messages: [] }, context);
      return choices[0]?.message.content;
    },
  });
}
