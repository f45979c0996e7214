import type { ChatRequest } from '@scillm/core';
import {
  type FakeClock,
  fakeClock,
  type ScriptedTransport,
  type ScriptStep,
  scriptedTransport,
} from '@scillm/core/testing';
import { completeJson, type JsonResult } from '../complete-json.ts';
import type { JsonOptions } from '../json-options.ts';
import { citySchema, contextWith, request } from './set-up.ts';

export interface Backend {
  readonly clock: FakeClock;
  readonly transport: ScriptedTransport;
  /** Asks for a city unless the options say otherwise. */
  readonly ask: (
    options?: JsonOptions,
    changes?: Partial<ChatRequest>,
    maxAttempts?: number,
  ) => Promise<JsonResult<unknown>>;
  /** What it was sent. */
  readonly bodies: () => readonly ChatRequest[];
}

/** A backend behind one transport, asked again and again on one clock. */
export function backend(steps: readonly ScriptStep[]): Backend {
  const clock = fakeClock();
  const transport = scriptedTransport(steps);
  return {
    clock,
    transport,
    ask(options = {}, changes = {}, maxAttempts = 6) {
      const context = contextWith({ clock, maxAttempts });
      return completeJson<unknown>(
        transport,
        { ...request, ...changes },
        { schema: citySchema, ...options },
        context,
      );
    },
    bodies: () => transport.calls.map((call) => call.request),
  };
}

/** How a body asks for JSON. */
export function rungOf({ response_format, tool_choice }: ChatRequest): string {
  return response_format?.type ?? (tool_choice === undefined ? 'prompt' : 'tool');
}
