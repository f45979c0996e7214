import type { ChatResponse, FinishReason, FunctionToolCall } from '@scillm/core';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readToolCalls } from './read-tool-calls.ts';
import { tool } from './tool.ts';

const weather = await tool({
  name: 'weather',
  parameters: z.object({ city: z.string(), days: z.int().default(1) }),
});
const search = await tool({
  name: 'search',
  parameters: { type: 'object', properties: { q: { type: 'string' } }, required: ['q'] },
});
const TOOLS = [weather, search] as const;

const call = (name: string, text: string, id = 'call_1'): FunctionToolCall => ({
  id,
  type: 'function',
  function: { name, arguments: text },
});

const choice = (finish_reason: FinishReason, ...tool_calls: readonly FunctionToolCall[]) => ({
  index: 0,
  message: { role: 'assistant' as const, content: null, tool_calls },
  finish_reason,
});

async function readOne(name: string, text: string, finish: FinishReason = 'tool_calls') {
  const [reading] = await readToolCalls(choice(finish, call(name, text)), TOOLS);
  return reading;
}

describe('readToolCalls', () => {
  it('reads every call in order, with what the schema makes of its arguments', async () => {
    const calls = [call('search', '{"q":"x"}', 'a'), call('weather', '{"city":"Rome"}', 'b')];
    expect(await readToolCalls(choice('tool_calls', ...calls), TOOLS)).toEqual([
      { kind: 'valid', id: 'a', name: 'search', arguments: { q: 'x' } },
      { kind: 'valid', id: 'b', name: 'weather', arguments: { city: 'Rome', days: 1 } },
    ]);
  });

  it('takes a response, a choice or a message, with or without calls', async () => {
    const asked = choice('tool_calls', call('search', '{"q":"x"}'));
    const response = { choices: [asked] } as unknown as ChatResponse;
    const expected = [{ kind: 'valid', id: 'call_1', name: 'search', arguments: { q: 'x' } }];
    for (const source of [response, asked, asked.message]) {
      expect(await readToolCalls(source, TOOLS)).toEqual(expected);
    }
    expect(await readToolCalls({}, TOOLS)).toEqual([]);
    expect(await readToolCalls({ choices: [] }, TOOLS)).toEqual([]);
    expect(await readToolCalls(choice('stop'), TOOLS)).toEqual([]);
  });

  it('tells the model what does not fit', async () => {
    expect(await readOne('weather', '{"city":1,"days":"two"}')).toMatchObject({
      kind: 'refused',
      name: 'weather',
      reason: 'invalid',
      errors: [expect.stringMatching(/^city: /), expect.stringMatching(/^days: /)],
    });
    expect(await readOne('search', '{}')).toMatchObject({
      reason: 'invalid',
      errors: [expect.stringMatching(/q/)],
    });
    expect(await readOne('search', '"{\\"q\\":\\"x\\"}"')).toMatchObject({ reason: 'invalid' });
  });

  it('tells the model which functions there are', async () => {
    expect(await readOne('wether', '{}')).toEqual({
      kind: 'refused',
      id: 'call_1',
      name: 'wether',
      reason: 'unknown_tool',
      errors: ['There is no function named wether. There are: weather, search.'],
    });
    expect(await readOne('constructor', '{}')).toMatchObject({ reason: 'unknown_tool' });
    const custom = { id: 'c', type: 'custom', custom: { name: 'weather', input: '' } } as const;
    expect(await readToolCalls({ tool_calls: [custom] }, TOOLS)).toMatchObject([
      { reason: 'unknown_tool' },
    ]);
  });

  it('J4 and S8 refuse what was cut or is no JSON, J5 what holds __proto__', async () => {
    expect(await readOne('search', '{"q":"x')).toMatchObject({ reason: 'unparsable' });
    expect(await readOne('search', '{"q":"x', 'length')).toMatchObject({ reason: 'truncated' });
    expect(await readOne('search', '', 'length')).toMatchObject({ reason: 'truncated' });
    expect(await readOne('search', '{"q":"x","__proto__":{}}')).toMatchObject({
      reason: 'unsafe_key',
    });
  });

  it('refuses two tools of one name', async () => {
    await expect(readToolCalls({}, [weather, weather])).rejects.toMatchObject({
      code: 'invalid_config',
      message: expect.stringMatching(/Two tools are named weather/),
    });
  });
});
