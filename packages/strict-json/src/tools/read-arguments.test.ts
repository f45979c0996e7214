import { describe, expect, it } from 'vitest';
import { readArguments } from './read-arguments.ts';

const reasonOf = (text: string, finish?: 'length') => {
  const read = readArguments(text, finish);
  return read.kind === 'refused' ? read.reason : read.value;
};

describe('readArguments', () => {
  it('takes strict JSON, and blank text for no arguments', () => {
    expect(reasonOf(' {"a":[1]} ')).toEqual({ a: [1] });
    expect(reasonOf('')).toEqual({});
    expect(reasonOf(' \n')).toEqual({});
  });

  it('repairs nothing', () => {
    for (const text of ['{"a":1', "{'a':1}", '{"a":1,}', '{"a":1} then', '```{}```']) {
      expect(reasonOf(text)).toBe('unparsable');
    }
  });

  it('J4 tells arguments that were cut, blank ones too', () => {
    for (const text of ['', '{"a":1', '{"a":"x'])
      expect(reasonOf(text, 'length')).toBe('truncated');
    expect(reasonOf('{"a":1}', 'length')).toEqual({ a: 1 });
  });

  it('J5 refuses __proto__, and constructor holding prototype, at any depth', () => {
    const unsafe = [
      '{"__proto__":{}}',
      '{"\\u005f_proto__":1}',
      '[{"a":[{"__proto__":null}]}]',
      '{"a":{"constructor":{"prototype":{}}}}',
    ];
    for (const text of unsafe) expect(reasonOf(text)).toBe('unsafe_key');
    const fine = '{"constructor":{"name":"x"},"prototype":1,"b":"__proto__"}';
    expect(reasonOf(fine)).toEqual(JSON.parse(fine));
  });

  it('J5 reads nesting of any depth without overflow', () => {
    const depth = 200_000;
    expect(readArguments('['.repeat(depth) + ']'.repeat(depth)).kind).toBe('value');
    expect(reasonOf('['.repeat(depth))).toBe('unparsable');
  });

  it('shows the model the start of what it wrote', () => {
    const read = readArguments(`{${'x'.repeat(1000)}`);
    expect(read.kind === 'refused' && read.error).toMatch(/They were: \{x{199}…$/);
  });
});
