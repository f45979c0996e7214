import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { collect } from '../answer/collect.ts';
import { createContext } from '../call/create-context.ts';
import type { ChatRequest } from '../chat/chat-request.ts';
import { readSettings } from '../config/read-settings.ts';
import { ChatError } from '../error/chat-error.ts';
import { fakeClock } from './fake-clock.ts';
import { scriptedTransport } from './scripted-transport.ts';

const REQUEST: ChatRequest = { model: 'm', messages: [{ role: 'user', content: 'Hi' }] };
const BROKEN = new ChatError('server_error', 'Broken.', { status: 500 });

function setUp() {
  const clock = fakeClock();
  const controller = new AbortController();
  const settings = readSettings({});
  const context = createContext({ clock, signal: controller.signal }, { settings });
  let ends = 0;
  context.onEnd(() => {
    ends += 1;
  });
  const expectNothingLeft = (): void => {
    expect(clock.alarmCount).toBe(0);
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
    expect(ends).toBe(1);
  };
  return { clock, controller, context, expectNothingLeft };
}

describe('scriptedTransport', () => {
  it('follows its script, repeats the last step, and remembers who called', async () => {
    const transport = scriptedTransport(['one', BROKEN, 'two'], { id: 'backup', pool: 'p' });
    const answers: unknown[] = [];
    const { context } = setUp();
    for (let count = 0; count < 4; count += 1) {
      const call = transport.complete(REQUEST, context);
      answers.push(
        await call.then(
          ({ choices }) => choices[0]?.message.content,
          (e) => e.code,
        ),
      );
    }
    expect(answers).toEqual(['one', 'server_error', 'two', 'two']);
    expect(transport.calls).toHaveLength(4);
    expect(transport.calls[0]).toEqual({ request: REQUEST, context });
    expect([transport.id, transport.pool]).toEqual(['backup', 'p']);
    expect(context.trail.map(({ n, outcome }) => [n, outcome])).toEqual([
      [1, 'served'],
      [2, 'failed'],
      [3, 'served'],
      [4, 'served'],
    ]);
  });

  it('S10 answers with tool calls, and streams them', async () => {
    const steps = [{ text: 'I look.', toolCalls: [{ name: 'f', arguments: { x: 1 } }] }];
    const whole = await scriptedTransport(steps).complete(REQUEST, setUp().context);
    expect(whole.choices).toEqual([
      {
        index: 0,
        message: {
          role: 'assistant',
          content: 'I look.',
          tool_calls: [
            { id: 'call_1', type: 'function', function: { name: 'f', arguments: '{"x":1}' } },
          ],
        },
        finish_reason: 'tool_calls',
      },
    ]);
    const { context, expectNothingLeft } = setUp();
    const stream = await scriptedTransport(steps).stream(REQUEST, context);
    expect((await collect(stream)).choices).toEqual(whole.choices);
    expectNothingLeft();
  });

  it('S10 streams what it answers, word by word', async () => {
    const whole = await scriptedTransport(['one two']).complete(REQUEST, setUp().context);
    const { context, expectNothingLeft } = setUp();
    const stream = await scriptedTransport(['one two']).stream(REQUEST, context);
    const pieces: string[] = [];
    const copied = (async function* () {
      for await (const chunk of stream) {
        pieces.push(...chunk.choices.map(({ delta }) => delta.content ?? ''));
        yield chunk;
      }
    })();
    expect(await collect(copied)).toEqual(whole);
    expect(pieces).toEqual(['one ', 'two', '']);
    expectNothingLeft();
  });

  it.each(['complete', 'stream'] as const)('%s rejects before anything was said', async (way) => {
    for (const step of [BROKEN, { text: '', error: BROKEN }]) {
      const { context, expectNothingLeft } = setUp();
      await expect(scriptedTransport([step])[way](REQUEST, context)).rejects.toMatchObject({
        code: 'server_error',
        deployment: 'scripted',
        attempts: [{ outcome: 'failed', code: 'server_error' }],
      });
      expectNothingLeft();
    }
  });

  it('S5 fails after the text, with it', async () => {
    const { context, expectNothingLeft } = setUp();
    const stream = await scriptedTransport([{ text: 'one two', error: BROKEN }]).stream(
      REQUEST,
      context,
    );
    await expect(collect(stream)).rejects.toMatchObject({
      code: 'server_error',
      partial: 'one two',
    });
    expect(context.trail).toMatchObject([{ outcome: 'failed' }]);
    expectNothingLeft();
  });

  it.each(['complete', 'stream'] as const)('C4 %s hangs until it is aborted', async (way) => {
    const { context, controller, expectNothingLeft } = setUp();
    const call = scriptedTransport(['hang'])[way](REQUEST, context);
    controller.abort('bored');
    await expect(call).rejects.toMatchObject({ code: 'aborted', cause: 'bored' });
    expect(context.trail).toMatchObject([{ outcome: 'cancelled' }]);
    expectNothingLeft();
  });

  it('O5 hangs until its time limit', async () => {
    const { context, clock, expectNothingLeft } = setUp();
    const call = scriptedTransport(['hang']).complete(REQUEST, context);
    clock.advance(120_000);
    await expect(call).rejects.toMatchObject({ code: 'timeout', reason: 'attempt' });
    expectNothingLeft();
  });

  it('C2 is not called for a call that was aborted before', async () => {
    const { context, controller } = setUp();
    controller.abort('bored');
    const transport = scriptedTransport(['one']);
    await expect(transport.complete(REQUEST, context)).rejects.toMatchObject({ code: 'aborted' });
    await expect(transport.stream(REQUEST, context)).rejects.toMatchObject({ code: 'aborted' });
    expect([transport.calls, context.trail]).toEqual([[], []]);
  });

  it.each([0, 1])('S11 records cancelled when it is left after %i chunks', async (count) => {
    const { context, expectNothingLeft } = setUp();
    const stream = await scriptedTransport(['one two']).stream(REQUEST, context);
    const iterator = stream[Symbol.asyncIterator]();
    for (let taken = 0; taken < count; taken += 1) await iterator.next();
    await iterator.return?.();
    expect(await iterator.next()).toEqual({ value: undefined, done: true });
    expect(context.trail).toMatchObject([{ outcome: 'cancelled' }]);
    expectNothingLeft();
  });

  it('C4 ends at once when the call is aborted, read or not', async () => {
    const { context, controller, expectNothingLeft } = setUp();
    const stream = await scriptedTransport(['one two']).stream(REQUEST, context);
    const iterator = stream[Symbol.asyncIterator]();
    await iterator.next();
    controller.abort('bored');
    expectNothingLeft();
    await expect(iterator.next()).rejects.toMatchObject({
      code: 'aborted',
      cause: 'bored',
      partial: 'one ',
    });
  });
});
