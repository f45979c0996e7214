import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ANSWER_WORDS,
  CONTENT_WORDS,
  STREAM_WORDS,
  TRANSPORT_WORDS,
} from '../../test/fault-words.ts';
import { started } from '../../test/started.ts';
import { startSimulator } from '../start-simulator.ts';
import { ACTION_WORDS } from './action-words.ts';
import { CONDITION_WORDS } from './conditions.ts';
import { globOf } from './glob.ts';
import { parseFaults } from './parse-faults.ts';

const BAD: readonly (readonly [script: string, line: number, column: number, about: RegExp])[] = [
  ['chutes-1', 1, 9, /surface route conditions -> actions/u],
  ['chutes-1 *', 1, 11, /surface route conditions -> actions/u],
  ['* * status=500', 1, 15, /surface route conditions -> actions/u],
  ['-> hang', 1, 1, /before the arrow/u],
  ['* -> hang', 1, 3, /before the arrow/u],
  ['* * ->', 1, 7, /an action must follow/u],
  ['chute-9 * -> hang', 1, 1, /no surface is named chute-9/u],
  ['* v1/models -> hang', 1, 3, /route starts with/u],
  ['* * m=x -> hang', 1, 5, /unknown condition m\. Like it: model/u],
  ['* * -> stauts=500', 1, 8, /unknown action stauts.*status/u],
  ['* * -> hang\n\n# fine\n  * * -> status=9', 4, 17, /status is "9"/u],
  ['* * -> status', 1, 8, /status needs a value/u],
  ['* * -> status=', 1, 15, /status needs a value/u],
  ['* * -> status=429.5', 1, 15, /whole number/u],
  ['* * -> hang=1', 1, 13, /takes no value/u],
  ['* * -> hang reset', 1, 13, /given twice, or contradicts/u],
  ['* * -> cut=1 cut=2', 1, 14, /given twice/u],
  ['* * -> empty garbage', 1, 14, /contradicts/u],
  ['* * stream plain -> hang', 1, 12, /contradicts/u],
  ['* * n=0 -> hang', 1, 7, /n counts from 1/u],
  ['* * n=3..2 -> hang', 1, 7, /n counts from 1/u],
  ['* * every=0 -> hang', 1, 11, /every is "0"/u],
  ['* * p=1.5 -> hang', 1, 7, /p is "1\.5"/u],
  ['* * -> retry-after=soon', 1, 20, /date\+2/u],
  ['* * -> header=nonsense', 1, 15, /NAME:VALUE/u],
  ['* * -> header=x-a:"é"', 1, 15, /ASCII/u],
  ['* * -> body=what', 1, 13, /capacity, error, html, empty/u],
  ['* * -> body=json:{"a":', 1, 8, /not closed/u],
  ['* * -> body=json:{a}', 1, 13, /not valid JSON/u],
  ['* * -> header=x-a:"b', 1, 19, /quote is not closed/u],
  ['* * -> auth=basic', 1, 13, /bearer, x-api-key, none/u],
  ['* * -> usage=once', 1, 14, /none, twice/u],
  ['* * -> utilization=2', 1, 20, /from 0 to 1/u],
];

describe('parseFaults', () => {
  it.each(BAD)('refuses %j at %i:%i', (script, line, column, about) => {
    const parse = () => parseFaults(script);
    expect(parse).toThrow(about);
    expect(parse).toThrow(new RegExp(`^faults:${line}:${column}: `, 'u'));
  });

  it('says every error within 300 characters', () => {
    for (const [script] of BAD) {
      try {
        parseFaults(script);
      } catch (error) {
        expect(String(error).length).toBeLessThanOrEqual(300);
      }
    }
  });

  it('knows exactly the action and condition words of the language', () => {
    const words = [...ANSWER_WORDS, ...TRANSPORT_WORDS, ...STREAM_WORDS, ...CONTENT_WORDS];
    expect([...ACTION_WORDS.keys()]).toEqual(words);
    expect([...CONDITION_WORDS.keys()]).toEqual(['model', 'n', 'every', 'p', 'stream', 'plain']);
  });

  it('reads rules, comments, blank lines, Windows line ends, quotes and JSON', () => {
    const script = [
      '# surface  route                 conditions            -> actions',
      'chutes-2   *                                           -> auth=x-api-key',
      '',
      'chutes-*   /v1/chat/completions  model=*Kimi* n=1..2   -> status=429 retry-after=2 # twice',
      '*          *                     stream p=0.1          -> cut=2 header=x-a:"b # c"',
      '* * -> body=json:{"a": "} #"}',
    ].join('\r\n');
    const rules = parseFaults(script);
    expect(rules.map(({ text, actions }) => [text, actions])).toEqual([
      ['chutes-2 * -> auth=x-api-key', { auth: 'x-api-key' }],
      [
        'chutes-* /v1/chat/completions model=*Kimi* n=1..2 -> status=429 retry-after=2',
        { status: 429, retryAfter: { form: 'seconds', seconds: 2 } },
      ],
      ['* * stream p=0.1 -> cut=2 header=x-a:"b # c"', { cut: 2, headers: [['x-a', 'b # c']] }],
      ['* * -> body=json:{"a": "} #"}', { body: { json: '{"a": "} #"}' } }],
    ]);
  });

  it('never fails but with a place', () => {
    const words = fc.constantFrom(
      '*',
      '->',
      'n=',
      'hang',
      'cut=1',
      '#',
      '"',
      'body=json:{',
      '\n',
      'p=x',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(words, fc.string({ maxLength: 6 }))), (parts) => {
        try {
          parseFaults(parts.join(' '));
        } catch (error) {
          expect(String(error)).toMatch(/^Error: faults:\d+:\d+: /u);
        }
      }),
    );
  });

  it('rejects the start, and leaves the script in force alone', async () => {
    await expect(startSimulator({ faults: '* * -> nope' })).rejects.toThrow(/^faults:1:8: /u);
    const simulator = await started({ faults: '* * -> status=418' });
    expect(() => simulator.script('* * ->')).toThrow(/^faults:1:7: /u);
    const answer = await fetch(`${simulator.base('openai')}/models`);
    expect(answer.status).toBe(418);
  });
});

describe('globOf', () => {
  it('agrees with the regular expression it stands for', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '*', '.'), maxLength: 8 });
    fc.assert(
      fc.property(text, text, (pattern, subject) => {
        const parts = pattern.split('*').map((part) => part.replaceAll('.', '\\.'));
        const expected = new RegExp(`^${parts.join('[^]*')}$`, 'u').test(subject);
        expect(globOf(pattern)(subject)).toBe(expected);
      }),
      { numRuns: 500 },
    );
  });
});
