import type { ChatResponse } from '@scillm/core';

/** What a strict-JSON call ends with. */
export interface JsonAnswer {
  /** What the schema made of the model's JSON; `undefined` where `isToolCall`. */
  readonly value: unknown;
  /** What the model wrote. */
  readonly raw: string;
  /** The JSON that was validated: what the model wrote, where nothing was repaired. */
  readonly text: string;
  /** The answer as it came, with the metadata of the whole call. */
  readonly response: ChatResponse;
  /** Whether the model calls tools of the caller: there is no value yet. */
  readonly isToolCall: boolean;
}
