import { getEventListeners } from 'node:events';
import { ChatError } from '@scillm/core';
import { scriptedTransport } from '@scillm/core/testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { add, ask, onFakeClock, REQUEST, sum } from './__fixtures__/tool-bench.ts';
import { runTools } from './run-tools.ts';
import { tool } from './tool.ts';
import type { ToolRunOptions } from './tool-run.ts';
import { ToolRunError } from './tool-run-error.ts';

const BROKEN = new ChatError('server_error', 'Broken.', { status: 500, provider: 'x' });

/** The error of a run that has to fail. */
async function failureOf(run: Promise<unknown>): Promise<ToolRunError> {
  const error = await run.then(
    () => new Error('It did not fail.'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof ToolRunError) return error;
  throw error;
}

describe('a run tells the model', () => {
  /** What the model is told of a call, and the arguments of the call in the conversation. */
  async function told(name: string, args: unknown, finishReason?: 'length') {
    const step = { toolCalls: [{ name, arguments: args }] };
    const transport = scriptedTransport([
      finishReason === undefined ? step : { ...step, finishReason },
      'Done.',
    ]);
    const run = await runTools(transport, REQUEST, { tools: [sum] }, onFakeClock().context);
    const [, asked, result] = transport.calls[1]?.request.messages ?? [];
    const [call] = asked?.role === 'assistant' ? (asked.tool_calls ?? []) : [];
    const text = call !== undefined && 'function' in call ? call.function.arguments : undefined;
    return { outcome: run.calls[0]?.outcome, content: result?.content, text };
  }

  it('that its arguments do not fit, and shows it what it wrote', async () => {
    const { content, ...rest } = await told('sum', { a: 1 });
    expect(rest).toEqual({ outcome: 'refused', text: '{"a":1}' });
    expect(content).toMatch(/^Error: b: /);
  });

  it('that they are no JSON, which the conversation must not hold', async () => {
    const { content, ...rest } = await told('sum', '{"a": 1, b}');
    expect(rest).toEqual({ outcome: 'refused', text: '{}' });
    expect(content).toMatch(/not JSON.*They were: \{"a": 1, b\}$/);
    expect((await told('sum', '[1, 2]')).text).toBe('{}');
  });

  it('J4 that they were cut, J5 that they hold __proto__', async () => {
    expect((await told('sum', '{"a":1,"b":2', 'length')).content).toMatch(/length limit/);
    const unsafe = await told('sum', '{"a":1,"b":2,"__proto__":{}}');
    expect([unsafe.outcome, unsafe.text]).toEqual(['refused', '{}']);
    expect(unsafe.content).toMatch(/__proto__/);
  });

  it('that there is no such function', async () => {
    const { content, outcome } = await told('product', { a: 1, b: 2 });
    expect(outcome).toBe('refused');
    expect(content).toBe('Error: There is no function named product. There are: sum.');
  });

  it('what a tool threw', async () => {
    const { content, outcome } = await told('sum', { a: -1, b: 2 });
    expect(outcome).toBe('failed');
    expect(content).toBe('Error: No negative numbers, such as -1.');
  });

  it('that a tool gave what JSON cannot hold', async () => {
    const big = await tool({ name: 'big', execute: () => 1n });
    const steps = [{ toolCalls: [{ name: 'big', arguments: {} }] }, 'Done.'];
    const run = await runTools(
      scriptedTransport(steps),
      REQUEST,
      { tools: [big] },
      onFakeClock().context,
    );
    expect(run.calls[0]?.outcome).toBe('failed');
    expect(run.messages[2]?.content).toMatch(/cannot be written as JSON/);
  });
});

describe('a run ends with an error', () => {
  it('of a tool if asked to, and says how far it came', async () => {
    const transport = scriptedTransport([
      { toolCalls: [add(1, 2)] },
      { toolCalls: [add(2, 3), add(-1, 2)] },
    ]);
    const options = { tools: [sum], onToolError: 'throw', parallel: false } as const;
    const error = await failureOf(runTools(transport, REQUEST, options, onFakeClock().context));
    expect(error).toMatchObject({
      code: 'internal',
      cause: { message: 'No negative numbers, such as -1.' },
    });
    expect(error.message).toMatch(/^Tool sum failed/);
    expect(error.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool']);
    expect(error.rounds.map(({ calls }) => calls.map(({ outcome }) => outcome))).toEqual([
      ['done'],
      ['done'],
    ]);
    expect(ChatError.is(error)).toBe(true);
  });

  it('of a tool that threw a ChatError, as it is', async () => {
    const failing = await tool({ name: 'f', execute: () => Promise.reject(BROKEN) });
    const transport = scriptedTransport([{ toolCalls: [{ name: 'f', arguments: {} }] }]);
    const options = { tools: [failing], onToolError: 'throw' } as const;
    const error = await failureOf(runTools(transport, REQUEST, options, onFakeClock().context));
    expect(error).toMatchObject({ code: 'server_error', status: 500, provider: 'x' });
  });

  it('of the transport, with its details, the conversation and the results so far', async () => {
    const transport = scriptedTransport([{ toolCalls: [add(1, 2)] }, BROKEN]);
    const run = runTools(transport, REQUEST, { tools: [sum] }, onFakeClock().context);
    const error = await failureOf(run);
    expect(error).toMatchObject({ name: 'ChatError', code: 'server_error', status: 500 });
    expect(error.message).toBe('Broken.');
    expect(error.attempts.map(({ outcome }) => outcome)).toEqual(['served', 'failed']);
    expect(error.messages.map(({ content }) => content)).toEqual(['Add.', null, '3']);
  });

  it('beyond maxRounds, before calls are run whose results nobody would hear', async () => {
    const transport = scriptedTransport([{ toolCalls: [add(1, 2)] }]);
    const run = runTools(transport, REQUEST, { tools: [sum], maxRounds: 3 }, onFakeClock().context);
    const error = await failureOf(run);
    expect(error).toMatchObject({ code: 'local_limit', reason: 'tool_rounds' });
    expect(error.message).toMatch(/after 3 rounds. Raise maxRounds/);
    expect(transport.calls).toHaveLength(3);
    expect(error.rounds.map(({ calls }) => calls.length)).toEqual([1, 1, 0]);
    expect(error.messages.at(-1)).toMatchObject({ role: 'tool', content: '3' });
  });

  it('beyond eight rounds, unless told otherwise', async () => {
    const transport = scriptedTransport([{ toolCalls: [add(1, 2)] }]);
    await failureOf(runTools(transport, REQUEST, { tools: [sum] }, onFakeClock().context));
    expect(transport.calls).toHaveLength(8);
  });

  it('beyond maxCalls, counted over all rounds', async () => {
    const transport = scriptedTransport([{ toolCalls: [add(1, 2), add(1, 2)] }]);
    const run = runTools(transport, REQUEST, { tools: [sum], maxCalls: 3 }, onFakeClock().context);
    const error = await failureOf(run);
    expect(error).toMatchObject({ code: 'local_limit', reason: 'tool_calls' });
    expect(error.rounds.map(({ calls }) => calls.length)).toEqual([2, 0]);
  });

  it('at once for options that cannot be', async () => {
    const transport = scriptedTransport(['Hello.']);
    const wrong: readonly ToolRunOptions<readonly never[]>[] = [
      { tools: [], maxRounds: 0 },
      { tools: [], maxRounds: 1.5 },
      { tools: [], maxCalls: Number.NaN },
    ];
    for (const options of wrong) {
      await expect(runTools(transport, REQUEST, options)).rejects.toMatchObject({
        code: 'invalid_config',
      });
    }
    const twice = runTools(transport, REQUEST, { tools: [sum, sum] });
    await expect(twice).rejects.toMatchObject({ code: 'invalid_config' });
    const withTools = { ...REQUEST, tools: [ask.definition] };
    const named = runTools(transport, withTools, { tools: [sum] });
    await expect(named).rejects.toThrow(/Leave them out/);
    expect(transport.calls).toEqual([]);
  });
});

describe('a run that is to end', () => {
  /** A tool that never ends by itself. */
  async function hanging() {
    const signals: AbortSignal[] = [];
    const hang = await tool({
      name: 'hang',
      parameters: z.object({}),
      execute(_, { signal }) {
        signals.push(signal);
        return new Promise<never>(() => undefined);
      },
    });
    const transport = scriptedTransport([{ toolCalls: [{ name: 'hang', arguments: {} }] }]);
    return { hang, signals, transport };
  }

  it('C4 tells its tools, waits for none of them, and leaves nothing behind', async () => {
    const { hang, signals, transport } = await hanging();
    const controller = new AbortController();
    const { clock, context } = onFakeClock({ signal: controller.signal });
    const onRound = () => undefined;
    const run = failureOf(runTools(transport, REQUEST, { tools: [hang], onRound }, context));
    await until(() => signals.length === 1);
    controller.abort('enough');
    expect(await run).toMatchObject({ code: 'aborted', cause: 'enough' });
    expect(signals[0]?.aborted).toBe(true);
    expect(clock.alarmCount).toBe(0);
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
  });

  it('C5 ends at the deadline, whatever onToolError says', async () => {
    const { hang, signals, transport } = await hanging();
    const { clock, context } = onFakeClock({ deadlineMs: 1000 });
    const run = failureOf(runTools(transport, REQUEST, { tools: [hang] }, context));
    await until(() => signals.length === 1);
    clock.advance(1000);
    expect(await run).toMatchObject({ code: 'deadline' });
    expect(signals[0]?.aborted).toBe(true);
  });

  it('C2 asks nobody where it was aborted before', async () => {
    const { context } = onFakeClock({ signal: AbortSignal.abort() });
    const transport = scriptedTransport(['Hello.']);
    const run = runTools(transport, REQUEST, { tools: [sum] }, context);
    expect((await failureOf(run)).code).toBe('aborted');
    expect(transport.calls).toEqual([]);
  });

  it('tells the tools that still work when another ends the run', async () => {
    const { hang, signals } = await hanging();
    const calls = [{ name: 'hang', arguments: {} }, add(-1, 2)];
    const transport = scriptedTransport([{ toolCalls: calls }]);
    const options = { tools: [hang, sum], onToolError: 'throw' } as const;
    const run = runTools(transport, REQUEST, options, onFakeClock().context);
    expect((await failureOf(run)).message).toMatch(/^Tool sum failed/);
    expect(signals[0]?.aborted).toBe(true);
  });
});

/** Turns of the event loop until something has come true. */
async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setImmediate(resolve));
}
