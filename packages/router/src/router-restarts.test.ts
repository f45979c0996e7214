import { type ChatChunk, collect, isRestart, metaOf } from '@scillm/core';
import type { ScriptStep } from '@scillm/core/testing';
import { describe, expect, it } from 'vitest';
import { deployment, failureOf, fault, request, routerOf, storyOf } from './__fixtures__/set-up.ts';

const cut = fault('stream_cut', { reason: 'socket' });
const breaking = { text: 'half an ', error: cut };
const restart = { streamMode: 'restart' } as const;

/** A stream as its reader sees it: text, and what a restart says. */
async function seen(stream: AsyncIterable<ChatChunk>): Promise<readonly unknown[]> {
  const all: unknown[] = [];
  for await (const chunk of stream) {
    if (isRestart(chunk)) all.push(chunk.scillm);
    else if (chunk.choices[0]?.delta.content) all.push(chunk.choices[0].delta.content);
  }
  return all;
}

function pair(a: readonly ScriptStep[], b: readonly ScriptStep[]) {
  const first = deployment('a', a);
  const second = deployment('b', b);
  return { first, second, ...routerOf([first, second]) };
}

describe('S6 a stream under restart', () => {
  it('says to throw away what was read, and begins the answer anew with the next attempt', async () => {
    const { router } = pair([breaking], ['the answer']);
    const stream = await router.stream(request, { ...restart, maxRetries: 0 });
    expect(await seen(stream)).toEqual([
      'half ',
      'an ',
      { event: 'restart', attempt: 2, discardedChars: 8, reason: 'socket' },
      'the ',
      'answer',
    ]);
  });

  it('is retried where it broke, by the normal rules', async () => {
    const { router, clock } = routerOf([deployment('a', [breaking, 'the answer'])]);
    const response = await collect(await router.stream(request, restart));
    expect(storyOf(response.scillm.attempts)).toEqual(['a first stream_cut', 'a retry served']);
    expect(clock.sleeps).toHaveLength(1);
  });

  it("collects the winner's text, usage and metadata only", async () => {
    const { router } = pair([breaking], ['the answer']);
    const response = await collect(await router.stream(request, { ...restart, maxRetries: 0 }));
    expect(response.choices[0]?.message.content).toBe('the answer');
    expect(response.scillm).toMatchObject({ servedBy: 'b', attemptCount: 2 });
    expect(storyOf(response.scillm.attempts)).toEqual(['a first stream_cut', 'b fallback served']);
  });

  it('begins anew twice at most', async () => {
    const all = ['a', 'b', 'c', 'd'].map((id) => deployment(id, [breaking]));
    const { router } = routerOf(all);
    const chunks: ChatChunk[] = [];
    const reading = (async () => {
      for await (const chunk of await router.stream(request, { ...restart, maxRetries: 0 })) {
        chunks.push(chunk);
      }
    })();
    const error = await failureOf(reading);
    expect(chunks.filter(isRestart)).toHaveLength(2);
    expect(error.code).toBe('all_failed');
    expect(error.errors?.map((each) => [each.deployment, each.partial])).toEqual([
      ['a', 'half an '],
      ['b', 'half an '],
      ['c', 'half an '],
    ]);
    expect(all[3]?.transport.calls).toEqual([]);
  });

  it('throws what broke it where nobody else can be asked', async () => {
    const { router } = routerOf([deployment('a', [breaking])]);
    const error = await failureOf(
      seen(await router.stream(request, { ...restart, maxRetries: 0 })),
    );
    expect(error).toMatchObject({ code: 'stream_cut', deployment: 'a', partial: 'half an ' });
  });

  it('B10 counts each break once: the third in a row opens its deployment', async () => {
    const { first, router } = pair([breaking], ['answer']);
    for (let call = 0; call < 4; call += 1) {
      await collect(await router.stream(request, { ...restart, maxRetries: 0 }));
    }
    expect(first.transport.calls).toHaveLength(3);
  });

  it('S11 that is left while it begins anew ends the attempt under way', async () => {
    const { second, router } = pair([breaking], ['hang']);
    const stream = await router.stream(request, { ...restart, maxRetries: 0 });
    const reader = stream[Symbol.asyncIterator]();
    await reader.next();
    await reader.next();
    const pending = reader.next();
    for (let turn = 0; turn < 9; turn += 1) await Promise.resolve();
    await reader.return?.();
    expect(await pending).toEqual({ value: undefined, done: true });
    const [hung] = second.transport.calls;
    expect(storyOf(hung?.context.trail ?? [])).toEqual([
      'a first stream_cut',
      'b fallback aborted',
    ]);
  });

  it('C5 is not begun anew for a caller who has left', async () => {
    const { second, router } = pair([breaking], ['answer']);
    const controller = new AbortController();
    const stream = await router.stream(request, { ...restart, signal: controller.signal });
    const reader = stream[Symbol.asyncIterator]();
    await reader.next();
    controller.abort('left');
    const error = await failureOf(
      (async () => {
        for (;;) if ((await reader.next()).done === true) return;
      })(),
    );
    expect([error.code, error.cause]).toEqual(['aborted', 'left']);
    expect(second.transport.calls).toEqual([]);
  });
});

describe('S6 a stream under hold', () => {
  it('hands out nothing before an attempt has finished well', async () => {
    const { router } = pair([breaking], ['the answer']);
    const stream = await router.stream(request, { streamMode: 'hold', maxRetries: 0 });
    expect(await seen(stream)).toEqual(['the ', 'answer']);
  });

  it('retries and falls back as before a first token', async () => {
    const { router } = pair([breaking], ['the answer']);
    const response = await collect(
      await router.stream(request, { streamMode: 'hold', maxRetries: 0 }),
    );
    expect(storyOf(response.scillm.attempts)).toEqual(['a first stream_cut', 'b fallback served']);
  });

  it('rejects with all errors where every attempt breaks', async () => {
    const { router } = pair([breaking], [breaking]);
    const error = await failureOf(router.stream(request, { streamMode: 'hold', maxRetries: 0 }));
    expect([error.code, error.errors?.length]).toEqual(['all_failed', 2]);
  });
});

describe('S7 tool calls', () => {
  const calls: ScriptStep = { toolCalls: [{ name: 'ack', arguments: { ok: true } }] };

  it('come whole, each in a chunk of its own, then the finish', async () => {
    const { router } = routerOf([deployment('a', [calls])]);
    const chunks: ChatChunk[] = [];
    for await (const chunk of await router.stream(request)) chunks.push(chunk);
    const [call, finish, last] = chunks;
    expect(chunks).toHaveLength(3);
    expect(call?.choices[0]?.delta.tool_calls?.[0]?.function).toEqual({
      name: 'ack',
      arguments: '{"ok":true}',
    });
    expect(finish?.choices[0]?.finish_reason).toBe('tool_calls');
    expect(last === undefined ? undefined : metaOf(last)?.servedBy).toBe('a');
  });

  it('are passed on live where the call or the router says so', async () => {
    const { router } = routerOf([deployment('a', [calls])], { toolCalls: 'live' });
    const response = await collect(await router.stream(request));
    expect(response.choices[0]?.message.tool_calls).toHaveLength(1);
  });
});

it.each([{ streamMode: 'wait' }, { toolCalls: 'never' }])(
  'refuses an unknown mode: %j',
  async (option) => {
    const { router } = routerOf([deployment('a', ['answer'])]);
    const error = await failureOf(router.stream(request, option as never));
    expect(error).toMatchObject({ code: 'invalid_config' });
    expect(error.message).toContain(Object.keys(option)[0]);
  },
);
