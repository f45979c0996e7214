import { describe, expect, it } from 'vitest';
import {
  ACK,
  chunks,
  completion,
  finishes,
  message,
  streamedArguments,
  streamedText,
} from '../../test/chat.ts';
import { CONTENT_WORDS } from '../../test/fault-words.ts';
import { SAID, streamed, under } from '../../test/under.ts';

const CASES: Readonly<Record<string, () => Promise<void>>> = {
  async empty() {
    const answer = await under('empty', { tools: ACK });
    expect([message(answer).content, message(answer).tool_calls]).toEqual(['', undefined]);
    expect([streamedText(await streamed('empty')), finishes(await streamed('empty'))]).toEqual([
      '',
      ['stop'],
    ]);
  },
  async garbage() {
    expect(message(await under('garbage')).content).toMatch(/^The lighthouse/u);
    const json = {
      response_format: { type: 'json_schema', json_schema: { name: 'x', schema: {} } },
    };
    expect(message(await under('garbage', json)).content).toMatch(/^The lighthouse/u);
    expect(streamedArguments(await streamed('garbage', { tools: ACK }))).toMatch(
      /^The lighthouse/u,
    );
  },
  async fenced() {
    expect(message(await under('fenced')).content).toBe(`Here it is:\n\`\`\`json\n${SAID}\n\`\`\``);
  },
  async truncated() {
    const answer = await under('truncated', { response_format: { type: 'json_object' } });
    expect(() => JSON.parse(message(answer).content ?? '')).toThrow();
    expect(completion(answer).choices[0]?.finish_reason).toBe('length');
  },
  async 'bad-args'() {
    const call = message(await under('bad-args', { tools: ACK })).tool_calls?.[0];
    expect(typeof JSON.parse(call?.function.arguments ?? '').ok).toBe('string');
    expect(message(await under('bad-args')).content).toBe(SAID);
  },
  async refusal() {
    const plain = message(await under('refusal'));
    expect([plain.content, plain.refusal]).toEqual([null, 'I cannot help with that.']);
    const stream = chunks(await streamed('refusal'));
    expect(stream.map(({ choices }) => choices[0]?.delta.refusal ?? '').join('')).toBe(
      plain.refusal,
    );
  },
  async 'content-filter'() {
    const answer = await under('content-filter');
    expect(completion(answer).choices[0]?.finish_reason).toBe('content_filter');
    expect(finishes(await streamed('content-filter'))).toEqual(['content_filter']);
  },
};

describe('content words', () => {
  it('have a case each', () => {
    expect(Object.keys(CASES)).toEqual([...CONTENT_WORDS]);
  });

  for (const [word, check] of Object.entries(CASES)) {
    it(`${word} does over a socket what it says`, check);
  }
});
