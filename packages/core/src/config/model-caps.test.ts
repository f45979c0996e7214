import { describe, expect, it } from 'vitest';
import { readSettings } from './read-settings.ts';

function caps(text: string) {
  return readSettings({ SCILLM_MODEL_CAPS_JSON: text });
}

describe('SCILLM_MODEL_CAPS_JSON', () => {
  it('D3 says what models can do, by id', () => {
    const text = '{"a/b": {"vlm": true, "json": false}, "c": {"maxInputTokens": 8192}, "d": {}}';
    expect([...caps(text).modelCaps]).toEqual([
      ['a/b', { vlm: true, json: false }],
      ['c', { maxInputTokens: 8192 }],
      ['d', {}],
    ]);
  });

  it('takes a name that every object has for a name like any other', () => {
    expect(caps('{"__proto__": {"vlm": true}}').modelCaps.get('__proto__')).toEqual({ vlm: true });
    expect(caps('{}').modelCaps.get('constructor')).toBeUndefined();
  });

  it('N8 shows which models it speaks of', () => {
    const rows = caps('{"a": {"vlm": true}, "b": {}}').explain();
    expect(rows.find(({ name }) => name === 'SCILLM_MODEL_CAPS_JSON')).toMatchObject({
      value: 'a, b',
      source: 'env:SCILLM_MODEL_CAPS_JSON',
    });
  });

  it.each([
    'a model',
    'null',
    '"a"',
    '[{}]',
    '{"a": null}',
    '{"a": true}',
    '{"a": []}',
    '{"a": {"vlm": "yes"}}',
    '{"a": {"json": null}}',
    '{"a": {"vision": true}}',
    '{"a": {"constructor": true}}',
    '{"a": {"maxInputTokens": 0}}',
    '{"a": {"maxInputTokens": 1.5}}',
  ])('N7 refuses %s', (text) => {
    expect(() => caps(text).modelCaps).toThrow(/^SCILLM_MODEL_CAPS_JSON is .* Use JSON such as/);
  });
});

describe('the marks of utilisation', () => {
  it('N7 are refused together where the low one is above the high one', () => {
    const settings = readSettings({ SCILLM_UTIL_LO: '0.9' });
    const problem = 'SCILLM_UTIL_LO is 0.9, above SCILLM_UTIL_HI, 0.85.';
    expect(() => settings.utilisation).toThrow(problem);
    const refused = settings.explain().filter((row) => row.problem !== undefined);
    expect(refused.map(({ name, value }) => [name, value])).toEqual([
      ['SCILLM_UTIL_LO', 'refused'],
    ]);
  });

  it('may be equal', () => {
    const same = readSettings({ SCILLM_UTIL_LO: '0.85' });
    expect(same.utilisation).toMatchObject({ low: 0.85, high: 0.85 });
    expect(same.explain().filter((row) => row.problem !== undefined)).toEqual([]);
  });
});
