import type { JsonCase } from './json-case.ts';

/** JSON as it should be: never changed, no repairs. */
export const valid: readonly JsonCase[] = [
  { about: 'an object', text: '{"a":1}', value: { a: 1 } },
  { about: 'white space around', text: '\n  {"a": 1}\n\n', value: { a: 1 } },
  { about: 'an empty object', text: '{}', value: {} },
  { about: 'an array', text: '[1, 2]', asks: 'array', value: [1, 2] },
  { about: 'an empty array', text: '[]', asks: 'array', value: [] },
  { about: 'a string', text: '"yes"', asks: 'string', value: 'yes' },
  { about: 'a number', text: '-1.5e3', asks: 'number', value: -1500 },
  { about: 'a literal', text: 'null', asks: 'any', value: null },
  { about: 'escapes', text: '{"a":"\\"\\\\\\n\\u00e9"}', value: { a: '"\\\né' } },
  {
    about: 'a fence in a string',
    text: '{"md":"```json\\n{}\\n```"}',
    value: { md: '```json\n{}\n```' },
  },
  {
    about: 'reasoning tags in a string',
    text: '{"t":"<think>x</think>"}',
    value: { t: '<think>x</think>' },
  },
  { about: 'brackets in a string', text: '{"t":"}]{["}', value: { t: '}]{[' } },
  {
    about: 'a comment in a string',
    text: '{"u":"http://x/y /* z */"}',
    value: { u: 'http://x/y /* z */' },
  },
  { about: 'Python words in a string', text: '{"t":"None, True"}', value: { t: 'None, True' } },
  { about: 'a trailing comma in a string', text: '{"t":"[1,]"}', value: { t: '[1,]' } },
  { about: 'smart quotes in a string', text: '{"t":"“a” ‘b’"}', value: { t: '“a” ‘b’' } },
  { about: 'a BOM in a string', text: '{"t":"\uFEFFx"}', value: { t: '\uFEFFx' } },
  { about: 'JSON in a string', text: '{"t":"{\\"a\\":1,}"}', value: { t: '{"a":1,}' } },
  { about: 'of two equal keys the last wins', text: '{"a":1,"a":2}', value: { a: 2 } },
  {
    about: 'equal keys deep inside',
    text: '{"x":{"a":1,"b":0,"a":{"c":3}}}',
    value: { x: { a: { c: 3 }, b: 0 } },
  },
  { about: 'the mask of the repair in a string', text: '{"t":"\uE000"}', value: { t: '\uE000' } },
  {
    about: 'a large number as the text has it',
    text: '{"n":9007199254740993}',
    value: { n: 9007199254740992 },
  },
  { about: 'negative zero', text: '{"n":-0}', value: { n: -0 } },
  { about: 'a lone surrogate', text: '{"t":"\\ud800"}', value: { t: '\ud800' } },
  {
    about: 'cut by the limit just behind the value',
    text: '{"a":1}',
    rules: { finishReason: 'length' },
    value: { a: 1 },
  },
  {
    about: 'no finish reason',
    text: '{"a":[1]}',
    rules: { finishReason: null },
    value: { a: [1] },
  },
  {
    about: 'a tool call ended it',
    text: '{"a":1}',
    rules: { finishReason: 'tool_calls' },
    value: { a: 1 },
  },
  {
    about: 'text that looks cut, in a string',
    text: '{"t":"to be continued ..."}',
    value: { t: 'to be continued ...' },
  },
  { about: 'a key that is empty', text: '{"":1}', value: { '': 1 } },
  {
    about: 'a key named constructor that holds no prototype',
    text: '{"constructor":"ACME"}',
    value: { constructor: 'ACME' },
  },
];
