import {
  type ChatChunk,
  type ChunkChoice,
  createContext,
  type FinishReason,
  readSettings,
  type ToolCall,
} from '@scillm/core';
import { scriptedTransport } from '@scillm/core/testing';
import { isLong } from '@scillm/vitest/parts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assembleToolCalls } from './assemble-tool-calls.ts';

type Piece = { readonly id?: string; readonly name?: string; readonly text?: string };

function chunk(...choices: readonly ChunkChoice[]): ChatChunk {
  return { id: 'x', object: 'chat.completion.chunk', created: 0, model: 'm', choices };
}

function piece(index: number, { id, name, text }: Piece, choice = 0): ChunkChoice {
  const part = {
    index,
    ...(id === undefined ? {} : { id, type: 'function' as const }),
    function: {
      ...(name === undefined ? {} : { name }),
      ...(text === undefined ? {} : { arguments: text }),
    },
  };
  return { index: choice, delta: { tool_calls: [part] }, finish_reason: null };
}

function finish(choice = 0, finish_reason: FinishReason = 'tool_calls'): ChunkChoice {
  return { index: choice, delta: {}, finish_reason };
}

const call = (id: string, name: string, text: string): ToolCall => ({
  id,
  type: 'function',
  function: { name, arguments: text },
});

describe('assembleToolCalls', () => {
  it('shows calls as they come, and gives them once their choice has finished', () => {
    const assembler = assembleToolCalls();
    expect([assembler.soFar(), assembler.finished()]).toEqual([[], undefined]);
    assembler.add(chunk(piece(0, { id: 'a', name: 'f', text: '{"x"' })));
    expect(assembler.soFar()).toEqual([call('a', 'f', '{"x"')]);
    assembler.add(chunk(piece(0, { text: ':1}' })));
    expect(assembler.finished()).toBeUndefined();
    assembler.add(chunk(finish()));
    expect(assembler.finished()).toEqual({
      index: 0,
      message: { role: 'assistant', content: null, tool_calls: [call('a', 'f', '{"x":1}')] },
      finish_reason: 'tool_calls',
    });
  });

  it('S6 throws away what came before a restart', () => {
    const assembler = assembleToolCalls();
    assembler.add(chunk(piece(0, { id: 'a', name: 'f', text: '{"x"' })));
    const restart = { event: 'restart', attempt: 2, discardedChars: 0, reason: 'socket' } as const;
    assembler.add({ ...chunk(), scillm: restart });
    assembler.add(chunk(piece(0, { id: 'b', name: 'g', text: '{}' })));
    assembler.add(chunk(finish()));
    expect(assembler.finished()?.message.tool_calls).toEqual([call('b', 'g', '{}')]);
  });

  it('gives what complete gives', async () => {
    const steps = [{ text: 'I look.', toolCalls: [{ name: 'f', arguments: { x: 1 } }] }];
    const request = { model: 'm', messages: [] };
    const context = createContext({}, { settings: readSettings({}) });
    const assembler = assembleToolCalls();
    for await (const each of await scriptedTransport(steps).stream(request, context)) {
      assembler.add(each);
    }
    const { choices } = await scriptedTransport(steps).complete(request, context);
    expect([assembler.finished()]).toEqual(choices);
  });

  it('S7 assembles the same calls from any split of their arguments in any mix', () => {
    fc.assert(
      fc.property(streams(), ({ chunks, expected }) => {
        const assembler = assembleToolCalls();
        for (const each of chunks) assembler.add(each);
        const given = expected.map((_, choice) => assembler.finished(choice)?.message.tool_calls);
        expect(given).toEqual(expected);
      }),
      { numRuns: isLong ? 10_000 : 500 },
    );
  });
});

/** The text of every call, by choice, then by index of the call. */
const answers = fc.array(
  fc.array(
    fc.record({
      name: fc.stringMatching(/^[a-z]{1,8}$/),
      text: fc.oneof(fc.json(), fc.string({ unit: 'binary' })),
      cuts: fc.array(fc.nat()),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  { minLength: 1, maxLength: 3 },
);

/** Streams of several choices and calls: each call's pieces in their order, mixed with the others'. */
function streams() {
  return fc
    .record({
      answer: answers,
      order: fc.infiniteStream(fc.nat()),
      bundle: fc.infiniteStream(fc.boolean()),
    })
    .map(({ answer, order, bundle }) => {
      const queues = answer.flatMap((calls, choice) =>
        calls.map(({ name, text, cuts }, index) =>
          split(text, cuts).map((part, n) =>
            piece(
              index,
              n === 0 ? { id: `${choice}.${index}`, name, text: part } : { text: part },
              choice,
            ),
          ),
        ),
      );
      const chunks: ChatChunk[] = [];
      let open: ChunkChoice[] = [];
      for (const each of mixed(queues, order)) {
        open.push(each);
        if (bundle.next().value === true) continue;
        chunks.push(chunk(...open));
        open = [];
      }
      chunks.push(chunk(...open), ...answer.map((_, choice) => chunk(finish(choice))));
      const expected = answer.map((calls, choice) =>
        calls.map(({ name, text }, index) => call(`${choice}.${index}`, name, text)),
      );
      return { chunks, expected };
    });
}

function split(text: string, cuts: readonly number[]): readonly string[] {
  const places = cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b);
  return [0, ...places].map((from, n) => text.slice(from, places[n]));
}

function* mixed<T>(queues: readonly T[][], order: Iterator<number>): Generator<T, undefined> {
  let open = queues.filter((queue) => queue.length > 0);
  while (open.length > 0) {
    const pick: number = order.next().value;
    const item = open[pick % open.length]?.shift();
    if (item !== undefined) yield item;
    open = open.filter((queue) => queue.length > 0);
  }
  return undefined;
}
