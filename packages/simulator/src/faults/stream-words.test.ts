import { describe, expect, it } from 'vitest';
import type { RawAnswer } from '../../test/ask.ts';
import {
  ACK,
  chunks,
  completion,
  events,
  finishes,
  message,
  streamedArguments,
  streamedText,
} from '../../test/chat.ts';
import { STREAM_WORDS } from '../../test/fault-words.ts';
import { leftAt, SAID, streamed, under } from '../../test/under.ts';

const CASES: Readonly<Record<string, () => Promise<void>>> = {
  async stall() {
    const answer = await leftAt('stall=2', '" two"');
    expect([streamedText(answer), answer.entry.chunksSent]).toEqual(['one two', 3]);
    const late = await leftAt('stall=99', '" four"');
    expect([finishes(late), late.entry.chunksSent]).toEqual([[], 5]);
  },
  async cut() {
    const answer = await streamed('cut=1');
    expect(streamedText(answer)).toBe('one');
    expect(answer.failure).toBe('ECONNRESET');
    const early = await streamed('cut=0');
    expect([early.status, streamedText(early), early.failure]).toEqual([200, '', 'ECONNRESET']);
    const late = await streamed('cut=99');
    expect([streamedText(late), finishes(late)]).toEqual([SAID, []]);
  },
  async malformed() {
    const answer = await streamed('malformed=1 malformed=1 malformed=3');
    expect(events(answer).length - chunks(answer).length).toBe(4);
    expect([streamedText(answer), finishes(answer)]).toEqual([SAID, ['stop']]);
    expect(answer.text.indexOf('broken')).toBeGreaterThan(answer.text.indexOf('"one"'));
  },
  async 'error-event'() {
    const answer = await streamed('error-event=2');
    expect(streamedText(answer)).toBe('one two');
    expect(JSON.parse(events(answer).at(-1) ?? '')).toMatchObject({
      error: { type: 'server_error' },
    });
    expect(answer.failure).toBeNull();
  },
  async drip() {
    const before = performance.now();
    const answer = await streamed('drip=4');
    expect(streamedText(answer)).toBe(SAID);
    expect(performance.now() - before).toBeGreaterThanOrEqual(4 * 5);
  },
  async split() {
    const content = { messages: [{ role: 'user', content: 'Say grüße 🙂 über' }] };
    const answer = await streamed('split', content);
    expect(streamedText(answer)).toBe('grüße 🙂 über');
    expect(answer.pieces).toBeGreaterThanOrEqual(answer.bytes.length / 7);
    expect(answer.text).toBe((await streamed('latency=0', content)).text);
  },
  async 'comments-only'() {
    const hears = { leaveWhen: (text: string) => text.split(': keep-alive\n\n').length > 3 };
    const answer = await under('comments-only drip=1', { stream: true }, hears);
    expect(answer.text).toMatch(/^(: keep-alive\n\n)+$/u);
  },
  async 'reasoning-only'() {
    const answer = await leftAt('reasoning-only', '" then"');
    expect(chunks(answer)[1]?.choices[0]?.delta.reasoning_content).toBe('Let');
    expect([streamedText(answer), finishes(answer)]).toEqual(['', []]);
    const plain = message(await under('reasoning-only'));
    expect([plain.content, plain.reasoning_content?.startsWith('Let me')]).toEqual(['', true]);
  },
  async 'no-finish'() {
    const answer = await streamed('no-finish');
    expect([finishes(answer), events(answer).at(-1)]).toEqual([[], '[DONE]']);
    const bare = await streamed('no-finish no-done');
    expect([finishes(bare), bare.failure, bare.text.includes('[DONE]')]).toEqual([[], null, false]);
  },
  async 'no-done'() {
    const answer = await leftAt('no-done', '"finish_reason":"stop"');
    expect([finishes(answer), answer.text.includes('[DONE]')]).toEqual([['stop'], false]);
  },
  async 'double-finish'() {
    expect(finishes(await streamed('double-finish'))).toEqual(['stop', 'stop']);
  },
  async usage() {
    const wanted = { stream_options: { include_usage: true } };
    const count = (answer: RawAnswer) => chunks(answer).filter(({ usage }) => usage).length;
    expect(count(await streamed('latency=0', wanted))).toBe(1);
    expect(count(await streamed('usage=none', wanted))).toBe(0);
    expect(count(await streamed('usage=twice', wanted))).toBe(2);
    expect(completion(await under('usage=none')).usage).toBeUndefined();
  },
  async 'cut-args'() {
    const plain = await under('cut-args', { tools: ACK });
    expect(message(plain).tool_calls?.[0]?.function.arguments).toMatch(/^\{"ok/u);
    const cut = streamedArguments(await streamed('cut-args', { tools: ACK }));
    expect(() => JSON.parse(cut)).toThrow();
    expect(finishes(await streamed('cut-args', { tools: ACK }))).toEqual(['tool_calls']);
  },
};

describe('stream words', () => {
  it('have a case each', () => {
    expect(Object.keys(CASES)).toEqual([...STREAM_WORDS]);
  });

  for (const [word, check] of Object.entries(CASES)) {
    it(`${word} does over a socket what it says`, check);
  }
});
