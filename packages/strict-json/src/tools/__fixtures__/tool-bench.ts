import { type CallOptions, createContext, readSettings } from '@scillm/core';
import { type FakeClock, fakeClock } from '@scillm/core/testing';
import { z } from 'zod';
import { type Tool, tool } from '../tool.ts';
import type { ToolRunRequest } from '../tool-run.ts';

/** A request that nobody can change. */
export const REQUEST: ToolRunRequest = Object.freeze({
  model: 'm',
  messages: Object.freeze([Object.freeze({ role: 'user', content: 'Add.' } as const)]),
});

/** Adds two numbers; throws for a negative one. */
export const sum: Tool<'sum', { a: number; b: number }, number> = await tool({
  name: 'sum',
  parameters: z.object({ a: z.number(), b: z.number() }),
  execute({ a, b }) {
    if (a < 0) throw new Error(`No negative numbers, such as ${a}.`);
    return a + b;
  },
});

/** Nobody here can run it. */
export const ask: Tool<'ask', { question: string }> = await tool({
  name: 'ask',
  parameters: z.object({ question: z.string() }),
});

/** A call of {@link sum} as the model writes it. */
export function add(a: unknown, b: unknown): { name: string; arguments: unknown } {
  return { name: 'sum', arguments: { a, b } };
}

/** Options of a call on a clock that the test moves, with no word of the environment. */
export function onFakeClock(options: CallOptions = {}): {
  readonly clock: FakeClock;
  readonly context: ReturnType<typeof createContext>;
} {
  const clock = fakeClock();
  return { clock, context: createContext({ clock, ...options }, { settings: readSettings({}) }) };
}
