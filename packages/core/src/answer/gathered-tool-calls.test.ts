import { describe, expect, it } from 'vitest';
import type { ToolCallDelta } from '../chat/chat-chunk.ts';
import { GatheredToolCalls } from './gathered-tool-calls.ts';

/** Servers leave out what the type promises. */
type Piece = Partial<Omit<ToolCallDelta, 'index'>> & { readonly index?: number };

function gather(...pieces: readonly Piece[]): readonly unknown[] {
  const gathered = new GatheredToolCalls();
  for (const piece of pieces) gathered.add(piece as ToolCallDelta);
  return gathered.read();
}

const call = (id: string, name: string, text: string) => ({
  id,
  type: 'function',
  function: { name, arguments: text },
});

describe('GatheredToolCalls', () => {
  it('S7 gathers by index, whatever the order of the pieces', () => {
    const calls = gather(
      { index: 1, id: 'b', function: { name: 'g', arguments: '[' } },
      { index: 0, id: 'a', function: { name: 'f', arguments: '{' } },
      { index: 1, function: { arguments: ']' } },
      { index: 0, function: { arguments: '}' } },
    );
    expect(calls).toEqual([call('a', 'f', '{}'), call('b', 'g', '[]')]);
  });

  it('takes a new id with a name for the next call where all have one index, or none', () => {
    for (const place of [{ index: 0 }, {}]) {
      const calls = gather(
        { ...place, id: 'a', function: { name: 'f', arguments: '{' } },
        { ...place, function: { arguments: '}' } },
        { ...place, id: 'b', function: { name: 'f', arguments: '{}' } },
      );
      expect(calls).toEqual([call('a', 'f', '{}'), call('b', 'f', '{}')]);
    }
  });

  it('keeps a call together whose pieces repeat the id, or bring a fresh one each', () => {
    const repeated = gather(
      { index: 0, id: 'a', function: { name: 'f', arguments: '{' } },
      { index: 0, id: 'a', function: { name: 'f', arguments: '}' } },
    );
    const fresh = gather(
      { index: 0, id: 'a', function: { name: 'f', arguments: '{' } },
      { index: 0, id: 'b', function: { arguments: '}' } },
    );
    expect([repeated, fresh]).toEqual([[call('a', 'f', '{}')], [call('a', 'f', '{}')]]);
  });

  it('adds up the input of a free-form call', () => {
    const custom = (fields: object) => ({ index: 0, custom: fields }) as Piece;
    expect(gather(custom({ name: 'sql', input: 'select' }), custom({ input: ' 1' }))).toEqual([
      { id: '', type: 'custom', custom: { name: 'sql', input: 'select 1' } },
    ]);
  });

  it('gives calls that later pieces do not change', () => {
    const gathered = new GatheredToolCalls();
    gathered.add({ index: 0, id: 'a', function: { name: 'f', arguments: '{' } });
    const before = gathered.read();
    gathered.add({ index: 0, function: { arguments: '}' } });
    expect(before).toEqual([call('a', 'f', '{')]);
    expect(gathered.read()).toEqual([call('a', 'f', '{}')]);
  });
});
