import {
  type ChatChunk,
  ChatError,
  collect,
  createContext,
  isRestart,
  readSettings,
} from '@scillm/core';
import { fakeClock, type ScriptStep, scriptedTransport } from '@scillm/core/testing';
import { retry } from '@scillm/router';
import { describe, expect, it } from 'vitest';
import { directTransport } from './direct-transport.ts';

const request = { model: 'm', messages: [{ role: 'user', content: 'hi' }] } as const;
const cut = new ChatError('stream_cut', 'Scripted cut.', { reason: 'socket' });
const breaking = { text: 'half an ', error: cut };

function ask(steps: readonly ScriptStep[], options: Parameters<typeof createContext>[0] = {}) {
  const transport = scriptedTransport(steps);
  const context = createContext({ clock: fakeClock(), ...options }, { settings: readSettings({}) });
  return { transport, context, direct: directTransport(transport, retry()) };
}

async function read(stream: AsyncIterable<ChatChunk>): Promise<readonly ChatChunk[]> {
  const all: ChatChunk[] = [];
  for await (const chunk of stream) all.push(chunk);
  return all;
}

describe('a direct stream', () => {
  it('S6 throws what broke it after its first text, with the text as partial', async () => {
    const { direct, context, transport } = ask([breaking, 'whole']);
    const stream = await direct.stream(request, context);
    await expect(read(stream)).rejects.toMatchObject({ code: 'stream_cut', partial: 'half an ' });
    expect(transport.calls).toHaveLength(1);
  });

  it('S6 begins anew under restart, after the wait of its retry policy', async () => {
    const { direct, context } = ask([breaking, 'whole answer'], { streamMode: 'restart' });
    const chunks = await read(await direct.stream(request, context));
    expect(chunks.filter(isRestart).map(({ scillm }) => scillm)).toEqual([
      { event: 'restart', attempt: 2, discardedChars: 8, reason: 'socket' },
    ]);
    expect(context.trail.map(({ kind, outcome }) => [kind, outcome])).toEqual([
      ['first', 'failed'],
      ['retry', 'served'],
    ]);
    expect((context.clock as ReturnType<typeof fakeClock>).sleeps).toHaveLength(1);
  });

  it('S6 begins anew twice at most, then throws', async () => {
    const { direct, context, transport } = ask([breaking], { streamMode: 'restart' });
    const stream = await direct.stream(request, context);
    await expect(read(stream)).rejects.toMatchObject({ code: 'stream_cut' });
    expect(transport.calls).toHaveLength(3);
  });

  it('S6 is retried unseen under hold', async () => {
    const { direct, context } = ask([breaking, 'whole'], { streamMode: 'hold' });
    const response = await collect(await direct.stream(request, context));
    expect(response.choices[0]?.message.content).toBe('whole');
    expect(response.scillm.attemptCount).toBe(2);
  });

  it('refuses a mode there is not', async () => {
    const { direct, context } = ask(['whole'], { streamMode: 'wait' as never });
    await expect(direct.stream(request, context)).rejects.toMatchObject({
      code: 'invalid_config',
      message: 'streamMode is "wait". Use one of commit, restart, hold.',
    });
  });

  it('S7 hands out tool calls whole', async () => {
    const { direct, context } = ask([{ toolCalls: [{ name: 'ack', arguments: { ok: true } }] }]);
    const [call, finish] = await read(await direct.stream(request, context));
    expect(call?.choices[0]?.delta.tool_calls?.[0]?.function?.arguments).toBe('{"ok":true}');
    expect(finish?.choices[0]?.finish_reason).toBe('tool_calls');
  });
});
