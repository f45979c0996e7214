import type { CallContext, ChatResponse, ChatTransport } from '@scillm/core';
import { expectTypeOf } from 'vitest';
import { z } from 'zod';
import {
  type ArgumentsOf,
  assembleToolCalls,
  readToolCalls,
  runTools,
  type Tool,
  type ToolRunOptions,
  tool,
  type ValidToolCall,
} from './index.ts';

/* What a schema says of the arguments reaches `execute`, the calls that are read, and a run. */

declare const transport: ChatTransport;
declare const response: ChatResponse;

const weather = await tool({
  name: 'weather',
  parameters: z.object({ city: z.string(), days: z.string().transform(Number).default(1) }),
  execute: async (args, context) => {
    expectTypeOf(args).toEqualTypeOf<{ city: string; days: number }>();
    expectTypeOf(context).toEqualTypeOf<CallContext>();
    expectTypeOf(context.signal).toEqualTypeOf<AbortSignal>();
    return { sky: args.city };
  },
});
expectTypeOf(weather).toEqualTypeOf<
  Tool<'weather', { city: string; days: number }, { sky: string }>
>();

const search = await tool({
  name: 'search',
  parameters: { type: 'object', properties: { q: { type: 'string' } } },
});
expectTypeOf(search).toExtend<Tool<'search', Readonly<Record<string, unknown>>>>();

const now = await tool({ name: 'now', execute: () => 12 });
expectTypeOf(now).toEqualTypeOf<Tool<'now', Readonly<Record<string, unknown>>, number>>();

expectTypeOf<ArgumentsOf<z.ZodNumber>>().toEqualTypeOf<number>();
expectTypeOf<ArgumentsOf<{ type: 'object' }>>().toEqualTypeOf<Readonly<Record<string, unknown>>>();

// Every tool is a `Tool`, whatever it takes.
expectTypeOf(weather).toExtend<Tool>();

// The name of a call tells its arguments.
for (const call of await readToolCalls(response, [weather, search])) {
  expectTypeOf(call.kind).toEqualTypeOf<'valid' | 'refused'>();
  if (call.kind === 'refused') {
    expectTypeOf(call.errors).toEqualTypeOf<readonly string[]>();
  } else if (call.name === 'weather') {
    expectTypeOf(call.arguments).toEqualTypeOf<{ city: string; days: number }>();
  } else {
    expectTypeOf(call.name).toEqualTypeOf<'search'>();
    expectTypeOf(call.arguments).toEqualTypeOf<Readonly<Record<string, unknown>>>();
  }
}
expectTypeOf(readToolCalls).toBeCallableWith({ tool_calls: [] }, [weather]);
const streamed = assembleToolCalls().finished();
if (streamed !== undefined) expectTypeOf(readToolCalls).toBeCallableWith(streamed, [weather]);

// A run knows its tools.
const request = { model: 'm', messages: [] };
const run = await runTools(transport, request, { tools: [weather, search] });
expectTypeOf(run.open).toEqualTypeOf<readonly ValidToolCall<typeof weather | typeof search>[]>();
expectTypeOf(run.response).toEqualTypeOf<ChatResponse>();
for (const { outcome, call } of run.calls) {
  if (outcome !== 'refused' && call.kind === 'valid' && call.name === 'weather') {
    expectTypeOf(call.arguments.city).toEqualTypeOf<string>();
  }
}

// @ts-expect-error tools stand in the options
await runTools(transport, { ...request, tools: [weather.definition] }, { tools: [weather] });
// @ts-expect-error a tool is a promise until it is awaited
expectTypeOf({ tools: [tool({ name: 'f' })] }).toExtend<ToolRunOptions<readonly Tool[]>>();
