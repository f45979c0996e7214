import type { ChatTransport } from '@scillm/core';
import { scriptedTransport } from '@scillm/core/testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { add, ask, onFakeClock, REQUEST, sum } from './__fixtures__/tool-bench.ts';
import { forceTool } from './force-tool.ts';
import { runTools } from './run-tools.ts';
import { tool } from './tool.ts';
import { toolResult } from './tool-result.ts';

describe('runTools', () => {
  it('runs the calls, tells their results, and ends with an answer without calls', async () => {
    const transport = scriptedTransport([
      { text: 'I add.', toolCalls: [add(1, 2), add(3, 4)] },
      { toolCalls: [add(3, 7)] },
      'Ten.',
    ]);
    const run = await runTools(transport, REQUEST, { tools: [sum] }, onFakeClock().context);
    expect(run.response.choices[0]?.message.content).toBe('Ten.');
    expect(run.messages.map(({ role, content }) => [role, content])).toEqual([
      ['user', 'Add.'],
      ['assistant', 'I add.'],
      ['tool', '3'],
      ['tool', '7'],
      ['assistant', null],
      ['tool', '10'],
      ['assistant', 'Ten.'],
    ]);
    expect(run.rounds.map(({ calls }) => calls.length)).toEqual([2, 1, 0]);
    expect(run.calls.map((call) => call.outcome === 'done' && call.result)).toEqual([3, 7, 10]);
    expect(run.open).toEqual([]);
  });

  it('W5 asks each round with the conversation so far, and changes nothing of the request', async () => {
    const transport = scriptedTransport([{ toolCalls: [add(1, 2)] }, 'Three.']);
    const request = { ...REQUEST, temperature: 0, provider_options: { x: { top_k: 1 } } };
    const run = await runTools(transport, request, { tools: [sum] }, onFakeClock().context);
    const [first, second] = transport.calls.map((call) => call.request);
    expect(first).toEqual({ ...request, tools: [sum.definition] });
    expect(second).toEqual({ ...first, messages: run.messages.slice(0, 3) });
    expect(REQUEST.messages).toHaveLength(1);
  });

  it('without tools or calls asks once', async () => {
    const transport = scriptedTransport(['Hello.']);
    const run = await runTools(transport, REQUEST, { tools: [] }, onFakeClock().context);
    expect(transport.calls.map(({ request }) => request)).toEqual([REQUEST]);
    expect([run.rounds.length, run.calls]).toEqual([1, []]);
  });

  it('runs calls at the same time and tells their results in the order of the calls', async () => {
    const { order, step } = await steps({ firstWaitsForSecond: true });
    const transport = scriptedTransport([TWO_STEPS, 'Done.']);
    const { messages } = await runTools(
      transport,
      REQUEST,
      { tools: [step] },
      onFakeClock().context,
    );
    expect(order).toEqual(['start 1', 'start 2', 'end 2', 'end 1']);
    expect(messages.slice(2, 4).map(({ content }) => content)).toEqual(['1', '2']);
  });

  it('runs calls one after the other if asked to', async () => {
    const { order, step } = await steps({ firstWaitsForSecond: false });
    const transport = scriptedTransport([TWO_STEPS, 'Done.']);
    const options = { tools: [step], parallel: false };
    await runTools(transport, REQUEST, options, onFakeClock().context);
    expect(order).toEqual(['start 1', 'end 1', 'start 2', 'end 2']);
  });

  it('leaves calls without execute to the caller, who can go on', async () => {
    const transport = scriptedTransport([
      { toolCalls: [add(1, 2), { name: 'ask', arguments: { question: 'Why?' } }] },
      'Three, because.',
    ]);
    const { context } = onFakeClock();
    const options = { tools: [sum, ask], maxRounds: 1 };
    const run = await runTools(transport, REQUEST, options, context);
    expect(run.open).toEqual([
      { kind: 'valid', id: 'call_2', name: 'ask', arguments: { question: 'Why?' } },
    ]);
    expect(run.calls.map(({ outcome }) => outcome)).toEqual(['done', 'open']);
    const results = run.open.map((call) => toolResult(call, 'Because.'));
    const messages = [...run.messages, ...results];
    const end = await runTools(transport, { ...REQUEST, messages }, options, context);
    expect(end.messages.map(({ content }) => content)).toEqual([
      'Add.',
      null,
      '3',
      'Because.',
      'Three, because.',
    ]);
  });

  it('forces a call in the first round only', async () => {
    const choices = ['required', forceTool(sum), 'none', 'auto', undefined] as const;
    const sent: unknown[] = [];
    for (const tool_choice of choices) {
      const transport = scriptedTransport([{ toolCalls: [add(1, 2)] }, 'Three.']);
      const request = tool_choice === undefined ? REQUEST : { ...REQUEST, tool_choice };
      await runTools(transport, request, { tools: [sum] }, onFakeClock().context);
      sent.push(transport.calls.map((call) => call.request.tool_choice));
    }
    expect(sent).toEqual([
      ['required', 'auto'],
      [{ type: 'function', function: { name: 'sum' } }, 'auto'],
      ['none', 'none'],
      ['auto', 'auto'],
      [undefined, undefined],
    ]);
  });

  it('keeps a list of allowed tools and forces none of them later', async () => {
    const transport = scriptedTransport([{ toolCalls: [add(1, 2)] }, 'Three.']);
    const tool_choice = (mode: 'auto' | 'required') =>
      ({ type: 'allowed_tools', allowed_tools: { mode, tools: [{ name: 'sum' }] } }) as const;
    const request = { ...REQUEST, tool_choice: tool_choice('required') };
    await runTools(transport, request, { tools: [sum] }, onFakeClock().context);
    expect(transport.calls.map((call) => call.request.tool_choice)).toEqual([
      tool_choice('required'),
      tool_choice('auto'),
    ]);
  });

  it('gives calls without an id, or with one for all, ids of their own', async () => {
    const transport = scriptedTransport([
      {
        toolCalls: [add(1, 2), add(2, 3), add(3, 4)].map((call, n) => ({
          ...call,
          id: n === 0 ? '' : 'x',
        })),
      },
      'Done.',
    ]);
    const run = await runTools(transport, REQUEST, { tools: [sum] }, onFakeClock().context);
    const [, asked, ...results] = run.messages;
    const ids = asked?.role === 'assistant' ? asked.tool_calls?.map(({ id }) => id) : [];
    expect(ids).toEqual(['call_1_1', 'x', 'call_1_3']);
    expect(results.slice(0, 3)).toMatchObject([
      { tool_call_id: 'call_1_1', content: '3' },
      { tool_call_id: 'x', content: '5' },
      { tool_call_id: 'call_1_3', content: '7' },
    ]);
  });

  it('W2 sends an answer back with everything it came with', async () => {
    const inner = scriptedTransport([{ toolCalls: [add(1, 2)] }, 'Three.']);
    const extra = { reasoning_content: 'Hm.', reasoning_details: [{ text: 'Hm.' }] };
    const transport = saying(inner, extra);
    await runTools(transport, REQUEST, { tools: [sum] }, onFakeClock().context);
    expect(inner.calls[1]?.request.messages[1]).toMatchObject(extra);
  });

  it('takes null for no calls', async () => {
    const transport = saying(scriptedTransport(['Hello.']), { tool_calls: null });
    const { rounds } = await runTools(transport, REQUEST, { tools: [sum] }, onFakeClock().context);
    expect(rounds).toHaveLength(1);
  });

  it('tells of every round when it is over, and ignores what the listener throws', async () => {
    const transport = scriptedTransport([{ toolCalls: [add(1, 2)] }, 'Three.']);
    const told: unknown[] = [];
    const onRound = ({ calls }: { readonly calls: readonly { readonly outcome: string }[] }) => {
      told.push(calls.map(({ outcome }) => outcome));
      throw new Error('A listener.');
    };
    await runTools(transport, REQUEST, { tools: [sum], onRound }, onFakeClock().context);
    expect(told).toEqual([['done'], []]);
  });
});

/** The same transport with more in the messages of its answers. */
function saying(inner: ChatTransport, more: object): ChatTransport {
  return {
    ...inner,
    async complete(request, context) {
      const response = await inner.complete(request, context);
      const choices = response.choices.map((choice) => ({
        ...choice,
        message: { ...choice.message, ...more },
      }));
      return { ...response, choices };
    },
  };
}

const TWO_STEPS = { toolCalls: [1, 2].map((n) => ({ name: 'step', arguments: { n } })) };

/** A tool that says when it starts and ends. */
async function steps({ firstWaitsForSecond }: { readonly firstWaitsForSecond: boolean }) {
  const order: string[] = [];
  let endSecond = (): void => undefined;
  const second = new Promise<void>((resolve) => {
    endSecond = resolve;
  });
  const step = await tool({
    name: 'step',
    parameters: z.object({ n: z.number() }),
    async execute({ n }) {
      order.push(`start ${n}`);
      if (n === 1 && firstWaitsForSecond) await second;
      order.push(`end ${n}`);
      if (n === 2) endSecond();
      return n;
    },
  });
  return { order, step };
}
