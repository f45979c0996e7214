import type { Checked } from '../schema/checked.ts';

/** How a model's text is read. */
export interface JsonRules {
  /** Validates what was read, and may make another value of it. */
  check(value: unknown): Checked | Promise<Checked>;
  /** Turns text into numbers and booleans where the schema wants them; absent: nothing is turned. */
  coerce?(value: unknown): { readonly value: unknown; readonly count: number };
  /** Why the model stopped, in OpenAI's words; `length` means it was cut. */
  readonly finishReason?: string | null;
  /** @default [] */
  readonly nonemptyKeys?: readonly string[];
  /** @default true */
  readonly repair?: boolean;
  /** @default false */
  readonly allowPartial?: boolean;
}
