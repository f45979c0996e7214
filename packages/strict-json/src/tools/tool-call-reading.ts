import type { Tool } from './tool.ts';

/** What became of one tool call of an answer. */
export type ToolCallReading<T extends Tool = Tool> = ValidToolCall<T> | RefusedToolCall;

/** A call whose arguments fit. Narrow it by `name` to get at their type. */
export type ValidToolCall<T extends Tool = Tool> =
  T extends Tool<infer Name, infer Arguments>
    ? {
        readonly kind: 'valid';
        readonly id: string;
        readonly name: Name;
        /** What the tool's schema made of the model's JSON. */
        readonly arguments: Arguments;
      }
    : never;

/** A call that must not be run, and what to tell the model of it. */
export interface RefusedToolCall {
  readonly kind: 'refused';
  readonly id: string;
  /** As the model wrote it. */
  readonly name: string;
  /**
   * `unknown_tool`: nobody offered it. `truncated`: the answer was cut in the middle of it.
   * `unparsable`: its arguments are no JSON. `unsafe_key`: they hold `__proto__` or its like.
   * `invalid`: they do not fit the schema.
   */
  readonly reason: 'unknown_tool' | 'truncated' | 'unparsable' | 'unsafe_key' | 'invalid';
  /** For the model, one line per fault. Never empty. */
  readonly errors: readonly string[];
}
