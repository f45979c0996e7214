import {
  type CallContext,
  type CallOptions,
  ChatError,
  type ChatErrorDetails,
  type ChatRequest,
  type ChatTransport,
  createContext,
  type ErrorCode,
  type ResponseMessage,
  readSettings,
} from '@scillm/core';
import { type FakeClock, fakeClock, type ScriptedToolCalls } from '@scillm/core/testing';
import * as z from 'zod';

export const request: ChatRequest = {
  model: 'm',
  messages: [{ role: 'user', content: 'Weather in Oslo?' }],
};

export const citySchema: z.ZodType<{ city: string }> = z.object({ city: z.string() });

/** A context of an empty environment, on a clock of its own unless one is given. */
export function contextWith(options: CallOptions = {}): CallContext {
  return createContext({ clock: fakeClock(), ...options }, { settings: readSettings({}) });
}

/** A context and the clock it is on. */
export function onClock(options: CallOptions = {}): {
  readonly clock: FakeClock;
  readonly context: CallContext;
} {
  const clock = fakeClock({ sleepsPass: false });
  return { clock, context: contextWith({ clock, ...options }) };
}

/** A scripted failure. */
export function fault(code: ErrorCode, details: ChatErrorDetails = {}): ChatError {
  return new ChatError(code, `Scripted: ${code}.`, details);
}

/** What a backend says to a form of answer it does not know. */
export const refused: ChatError = fault('unsupported', { status: 400, reason: 'feature' });

/** An answer that was cut at its limit. */
export function cutAfter(text: string): ScriptedToolCalls {
  return { text, toolCalls: [], finishReason: 'length' };
}

/** The same transport, which says something else in its whole answers. */
export function saying(inner: ChatTransport, message: Partial<ResponseMessage>): ChatTransport {
  return {
    ...inner,
    async complete(sent, context) {
      const response = await inner.complete(sent, context);
      const choices = response.choices.map((choice) => ({
        ...choice,
        message: { ...choice.message, ...message },
      }));
      return { ...response, choices };
    },
  };
}

/** The error a call rejects with. */
export async function failureOf(work: Promise<unknown>): Promise<ChatError> {
  try {
    await work;
  } catch (error) {
    if (ChatError.is(error)) return error;
    throw error;
  }
  throw new Error('Nothing failed.');
}
