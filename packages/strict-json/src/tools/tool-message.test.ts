import { describe, expect, it } from 'vitest';
import { toolError } from './tool-error.ts';
import { toolResult } from './tool-result.ts';

const CALL = { id: 'call_1' };

describe('toolResult', () => {
  it('sends text as it is, values as JSON, and null for nothing', () => {
    expect(toolResult(CALL, 'Sunny')).toEqual({
      role: 'tool',
      tool_call_id: 'call_1',
      content: 'Sunny',
    });
    expect(toolResult(CALL, { t: [21] }).content).toBe('{"t":[21]}');
    expect([undefined, null, () => 1].map((value) => toolResult(CALL, value).content)).toEqual([
      'null',
      'null',
      'null',
    ]);
  });

  it('refuses what JSON cannot hold', () => {
    const loop: unknown[] = [];
    loop.push(loop);
    for (const value of [loop, 1n]) {
      expect(() => toolResult(CALL, value)).toThrow(/cannot be written as JSON/);
    }
  });
});

describe('toolError', () => {
  it('sends one line, or a list', () => {
    expect(toolError(CALL, ['city: expected text'])).toEqual({
      role: 'tool',
      tool_call_id: 'call_1',
      content: 'Error: city: expected text',
    });
    expect(toolError(CALL, ['a', 'b']).content).toBe('Error:\n- a\n- b');
    expect(toolError(CALL, 'No such city.').content).toBe('Error: No such city.');
  });

  it('E8 sends of an error its message alone, without keys, and not all of a long one', () => {
    const error = new Error('GET https://u:p@x.test/a?key=1 refused sk-abcdef123456', {
      cause: new Error('inner'),
    });
    expect(toolError(CALL, error).content).toBe('Error: GET https://x.test/a refused [secret]');
    expect(toolError(CALL, new Error('x'.repeat(5000))).content).toHaveLength(2000);
  });

  it('says no more than that it failed where nothing is known', () => {
    for (const thrown of [undefined, 7, {}, [], new Error('')]) {
      expect(toolError(CALL, thrown).content).toBe('Error: The tool failed.');
    }
  });
});
