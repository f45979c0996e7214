import { expect, it } from 'vitest';
import { ChoiceState } from './choice-state.ts';

type Delta = Parameters<ChoiceState['add']>[0];

const INVALID = { code: 'stream_cut', reason: 'tool_arguments' };
const TRUNCATED = { code: 'schema_invalid', reason: 'truncated' };

/** Ends a choice that said this. */
function end(reason: string, ...deltas: readonly object[]): void {
  const state = new ChoiceState();
  for (const delta of deltas) state.add(delta as Delta);
  state.finish(reason, { subject: 'chutes' });
}

const call = (text: string | undefined, index = 0) => ({
  tool_calls: [{ index, id: `call-${index}`, function: { name: 'f', arguments: text } }],
});
const oldCall = (text: string) => ({ function_call: { name: 'f', arguments: text } });

it.each([
  ['an object', 'tool_calls', ['{"a":', '1}']],
  ['an object, though the limit was met', 'length', ['{}']],
  ['no text, as backends call tools without parameters', 'tool_calls', ['']],
  ['not even a text', 'stop', [undefined]],
])('S8 takes %s', (_, reason, pieces) => {
  const deltas = pieces.map((text) => call(text));
  expect(() => end(reason, ...deltas)).not.toThrow();
});

it.each([
  ['cut JSON', 'tool_calls', '{"a":', INVALID],
  ['blanks', 'stop', ' ', INVALID],
  ['what is no JSON', 'tool_calls', "{'a': 1}", INVALID],
  ['cut JSON at the limit', 'length', '{"a":', TRUNCATED],
  ['no text at the limit', 'length', '', TRUNCATED],
])('S8 throws for %s, also in the second of two calls', (_, reason, text, error) => {
  expect(() => end(reason, call(text))).toThrow(expect.objectContaining(error));
  expect(() => end(reason, call('{}'), call(text, 1))).toThrow(expect.objectContaining(error));
});

it('S8 throws for a call in the old form', () => {
  const error = expect.objectContaining(INVALID);
  expect(() => end('function_call', oldCall('{"a"'))).toThrow(error);
  expect(() => end('stop', oldCall('{"a"'), oldCall(':1}'))).not.toThrow();
});

it('S8 lets a free-form call hold any text', () => {
  const custom = { index: 0, id: 'a', type: 'custom', custom: { name: 'sql', input: 'select' } };
  expect(() => end('tool_calls', { tool_calls: [custom] })).not.toThrow();
});

it('S8 keeps apart the calls of a backend that gives all one number', () => {
  const numbered = (id: string) => ({
    tool_calls: [{ index: 0, id, function: { name: 'f', arguments: '{}' } }],
  });
  expect(() => end('tool_calls', numbered('a'), numbered('b'))).not.toThrow();
});
