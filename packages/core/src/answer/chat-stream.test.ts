import { getEventListeners } from 'node:events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createContext } from '../call/create-context.ts';
import { recordAttempt } from '../call/record-attempt.ts';
import type { ChatChunk } from '../chat/chat-chunk.ts';
import { readSettings } from '../config/read-settings.ts';
import { ChatError } from '../error/chat-error.ts';
import { metaOf } from '../stream/meta-of.ts';
import { fakeClock } from '../testing/fake-clock.ts';
import { pipedBody } from '../testing/piped-body.ts';
import { collect } from './collect.ts';
import { openChatStream } from './open-chat-stream.ts';

const say = (content: string) => ({
  id: 'x',
  model: 'm',
  choices: [{ index: 0, delta: { content } }],
});
const STOP = { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] };
const USAGE = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };

const sse = (...events: readonly unknown[]): string =>
  events
    .map((event) => `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`)
    .join('');

/** Lets everything that can happen now happen. */
const turn = (): Promise<unknown> => new Promise(setImmediate);

/** A stream whose first text is `a`, with the timers of the settings. */
async function setUp({ first = say('a'), choices = 1 }: { first?: object; choices?: number } = {}) {
  const clock = fakeClock();
  const controller = new AbortController();
  const settings = readSettings({});
  const context = createContext({ clock, signal: controller.signal }, { settings });
  const facts = {
    transport: 'chutes',
    provider: 'chutes',
    base: 'https://c.test/v1',
    model: 'sent',
  };
  const record = recordAttempt(context, { ...facts, pool: 'p', authStyle: 'bearer' });
  const body = pipedBody();
  const write = (...events: readonly unknown[]): void => body.write(sse(...events));
  write(first);
  const headers = { 'content-type': 'text/event-stream' };
  const opened = await openChatStream(async () => ({ status: 200, headers, body }), {
    ...{ subject: 'chutes', provider: 'chutes', model: 'sent', choices, record },
    describeError: ({ body: error }) => new ChatError('server_error', JSON.stringify(error)),
  });
  const stream = opened[Symbol.asyncIterator]();
  const text = async (): Promise<string | null | undefined> =>
    (await stream.next()).value?.choices[0]?.delta.content;
  const rest = async (): Promise<ChatChunk[]> => {
    const chunks: ChatChunk[] = [];
    for await (const chunk of opened) chunks.push(chunk);
    return chunks;
  };
  const attempt = () => context.trail[0];
  const expectNothingLeft = (): void => {
    expect(clock.alarmCount).toBe(0);
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
    expect(getEventListeners(record.context.signal, 'abort')).toEqual([]);
  };
  return {
    clock,
    body,
    write,
    finish: body.finish,
    stream,
    text,
    rest,
    attempt,
    expectNothingLeft,
  };
}

describe('a whole stream', () => {
  it('S10 replays the start, then ends with usage and meta in the last chunk alone', async () => {
    const { write, finish, rest, attempt, body, expectNothingLeft } = await setUp();
    write(say('b'), STOP, { choices: [], usage: USAGE }, '[DONE]');
    finish();
    const chunks = await rest();
    expect(chunks.map(({ choices }) => choices[0]?.delta.content)).toEqual([
      'a',
      'b',
      undefined,
      undefined,
    ]);
    const last = chunks.pop();
    expect(last).toMatchObject({ id: 'x', model: 'm', choices: [], usage: USAGE });
    expect(last?.scillm).toMatchObject({
      servedBy: 'chutes',
      servedModel: 'chutes/m',
      attemptCount: 1,
    });
    expect(chunks.some(({ usage, scillm }) => usage || scillm)).toBe(false);
    expect(attempt()).toMatchObject({ outcome: 'served', firstTokenMs: 0, usage: USAGE });
    expect(body.isCancelled).toBe(false);
    expectNothingLeft();
  });

  it('S3 tells of events it skipped', async () => {
    const { write, finish, rest } = await setUp();
    write('{', STOP);
    finish();
    const [last] = (await rest()).slice(-1);
    expect(last && metaOf(last)?.warnings).toEqual([{ code: 'malformed_chunk', count: 1 }]);
  });

  it('S5 needs no [DONE]', async () => {
    const { write, finish, rest, attempt } = await setUp();
    write(STOP);
    finish();
    expect((await rest()).at(-1)?.scillm).toBeDefined();
    expect(attempt()?.outcome).toBe('served');
  });

  it('S1 reads usage from a last event without blank line', async () => {
    const { body, write, finish, rest } = await setUp();
    write(STOP);
    body.write(sse({ choices: [], usage: USAGE }).trimEnd());
    finish();
    expect((await rest()).at(-1)?.usage).toEqual(USAGE);
  });

  it('S5 ends well at most 1 s after the finish, whatever trickles in, and closes', async () => {
    const { write, stream, text, clock, body, attempt, expectNothingLeft } = await setUp();
    await text();
    write(STOP);
    await stream.next();
    const last = stream.next();
    for (let ms = 0; ms < 1000; ms += 250) {
      await turn();
      expect(attempt()?.durationMs).toBe(0);
      write({ choices: [] });
      clock.advance(250);
    }
    expect((await last).value?.scillm).toBeDefined();
    expect(body.isCancelled).toBe(true);
    expect(attempt()?.outcome).toBe('served');
    expectNothingLeft();
  });

  it('S5 waits 100 ms after [DONE] for the end, so that the connection can be kept', async () => {
    const { write, stream, text, clock, body } = await setUp();
    await text();
    write(STOP, '[DONE]');
    await stream.next();
    const last = stream.next();
    await turn();
    clock.advance(99);
    await turn();
    expect(body.isCancelled).toBe(false);
    clock.advance(1);
    expect((await last).value?.scillm).toBeDefined();
    expect(body.isCancelled).toBe(true);
  });

  it('S5 lets nothing after the finish spoil it, and closes', async () => {
    const { write, rest, clock, body, attempt } = await setUp();
    const tooLate = { error: { message: 'too late' } };
    write(STOP, tooLate, '{', '{', '{', '{');
    write(tooLate);
    const chunks = rest();
    await turn();
    clock.advance(1000);
    expect((await chunks).at(-1)?.scillm).toBeDefined();
    expect(body.isCancelled).toBe(true);
    expect(attempt()?.outcome).toBe('served');
  });

  it('S1 ends well and closes where what follows the finish has no end', async () => {
    const { body, write, rest } = await setUp();
    write(STOP);
    body.write(`: ${'x'.repeat(8 * 1024 * 1024)}`);
    expect((await rest()).at(-1)?.scillm).toBeDefined();
    await expect(body.next()).rejects.toMatchObject({ code: 'aborted' });
  });

  it('S5 reads every answer asked for', async () => {
    const { write, finish, rest } = await setUp({ choices: 2 });
    write(STOP, { choices: [{ index: 1, delta: { content: 'b' }, finish_reason: 'stop' }] });
    finish();
    const indexes = (await rest()).flatMap(({ choices }) => choices.map(({ index }) => index));
    expect(indexes).toEqual([0, 0, 1]);
  });

  it('S10 joins to the same text however it is cut into events and pieces', async () => {
    const words = fc.array(fc.string({ minLength: 1 }), { minLength: 1 });
    await fc.assert(
      fc.asyncProperty(
        words,
        fc.integer({ min: 1, max: 5 }),
        async ([first = '', ...more], size) => {
          const { write, finish, stream } = await setUp({ first: say(first) });
          for (let at = 0; at < more.length; at += size)
            write(...more.slice(at, at + size).map(say));
          write(STOP);
          finish();
          const { choices } = await collect(stream as AsyncIterableIterator<ChatChunk>);
          expect(choices[0]?.message.content).toBe([first, ...more].join(''));
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('a stream that is cut', () => {
  it.each<[string, readonly unknown[], ChatError | undefined, string]>([
    ['ends', [], undefined, 'no_finish'],
    ['says [DONE] and ends', ['[DONE]'], undefined, 'no_finish'],
    ['is reset', [], new ChatError('network', 'Reset.', { reason: 'ECONNRESET' }), 'socket'],
    ['reports an error', [{ error: { message: 'x' } }], undefined, 'in_band_error'],
    ['is garbage', ['{', '{', '{', '{'], undefined, 'malformed'],
  ])('S5 hands out the text, then throws with it, when it %s', async (_, events, error, reason) => {
    const { write, finish, text, stream, attempt, expectNothingLeft } = await setUp();
    write(say('b'), ...events);
    finish(error);
    expect([await text(), await text()]).toEqual(['a', 'b']);
    const cut = { code: 'stream_cut', reason, partial: 'ab', deployment: 'chutes' };
    await expect(stream.next()).rejects.toMatchObject(cut);
    await expect(stream.next()).rejects.toMatchObject(cut);
    expect(attempt()).toMatchObject({ outcome: 'failed', code: 'stream_cut', reason });
    expectNothingLeft();
  });

  it('S5 does not wait for the end after [DONE] without a finish', async () => {
    const { write, text, stream, body } = await setUp();
    await text();
    write('[DONE]');
    await expect(stream.next()).rejects.toMatchObject({ reason: 'no_finish' });
    expect(body.isCancelled).toBe(true);
  });
});
