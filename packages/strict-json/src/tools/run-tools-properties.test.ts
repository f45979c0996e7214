import type { ChatMessage } from '@scillm/core';
import { type ScriptedToolCall, scriptedTransport } from '@scillm/core/testing';
import { isLong } from '@scillm/vitest/parts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { onFakeClock, REQUEST, sum } from './__fixtures__/tool-bench.ts';
import { runTools } from './run-tools.ts';

const numRuns = isLong ? 10_000 : 500;

/** Calls as models write them: good ones, wrong ones, cut ones, unknown ones, some without an id. */
const call: fc.Arbitrary<ScriptedToolCall> = fc.record(
  {
    id: fc.constantFrom('', 'a', 'b'),
    name: fc.constantFrom('sum', 'sum', 'sum', 'product', '__proto__'),
    arguments: fc.oneof(
      fc.record({ a: fc.integer({ min: -2, max: 9 }), b: fc.integer() }),
      fc.json(),
      fc.constantFrom('', '{', '{"a":1', '[]', 'null', '"{}"', '{"__proto__":1}'),
    ),
  },
  { requiredKeys: ['name', 'arguments'] },
);

const script = fc.array(fc.array(call, { minLength: 1, maxLength: 5 }), { maxLength: 6 });

describe('any run', () => {
  it('keeps a conversation that a backend takes: each call has one result, in order', async () => {
    await fc.assert(
      fc.asyncProperty(script, fc.boolean(), async (rounds, parallel) => {
        const transport = scriptedTransport([
          ...rounds.map((toolCalls) => ({ toolCalls })),
          'Done.',
        ]);
        const { context } = onFakeClock();
        const run = await runTools(transport, REQUEST, { tools: [sum], parallel }, context);
        expectAnswered(run.messages);
        expect(run.calls).toHaveLength(rounds.flat().length);
        expect(run.calls.map(({ call: { name } }) => name)).toEqual(
          rounds.flat().map(({ name }) => name),
        );
        expect(run.messages.at(-1)).toMatchObject({ role: 'assistant', content: 'Done.' });
      }),
      { numRuns },
    );
  });

  it('never asks or calls beyond its limits', async () => {
    const limits = fc.record({ maxRounds: fc.integer({ min: 1, max: 4 }), maxCalls: fc.nat(8) });
    await fc.assert(
      fc.asyncProperty(script, limits, async (rounds, { maxRounds, maxCalls }) => {
        const steps = [...rounds.map((toolCalls) => ({ toolCalls })), 'Done.'];
        const transport = scriptedTransport(steps);
        const { context } = onFakeClock();
        const options = { tools: [sum], maxRounds, maxCalls };
        const { messages, rounds: done } = await runTools(
          transport,
          REQUEST,
          options,
          context,
        ).catch((error) => error);
        const calls = done.flatMap((round: { calls: readonly unknown[] }) => round.calls);
        expect(transport.calls.length).toBeLessThanOrEqual(maxRounds);
        expect(calls.length).toBeLessThanOrEqual(maxCalls);
        expectAnswered(messages);
      }),
      { numRuns },
    );
  });
});

/** Every call is followed by one result for its id, in its place, and has arguments that are an object. */
function expectAnswered(messages: readonly ChatMessage[]): void {
  for (const [place, message] of messages.entries()) {
    if (message.role !== 'assistant') continue;
    const calls = (message.tool_calls ?? []).filter((each) => 'function' in each);
    const results = messages.slice(place + 1, place + 1 + calls.length);
    expect(new Set(calls.map(({ id }) => id)).size).toBe(calls.length);
    expect(results.map((result) => result.role === 'tool' && result.tool_call_id)).toEqual(
      calls.map(({ id }) => id),
    );
    expect(messages[place + 1 + calls.length]?.role).not.toBe('tool');
    for (const { function: asked } of calls) {
      expect(asked.arguments).toMatch(/^\s*\{/);
      expect(() => JSON.parse(asked.arguments)).not.toThrow();
    }
  }
}
