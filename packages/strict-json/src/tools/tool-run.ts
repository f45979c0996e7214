import type { ChatMessage, ChatRequest, ChatResponse } from '@scillm/core';
import type { Tool } from './tool.ts';
import type { RefusedToolCall, ValidToolCall } from './tool-call-reading.ts';

/** What `runTools` asks: a chat request whose tools stand in the options. */
export type ToolRunRequest = Omit<ChatRequest, 'tools'>;

/** Options of `runTools`. */
export interface ToolRunOptions<Tools extends readonly Tool[]> {
  /** What the model may call, in the order it is told. */
  readonly tools: Tools;
  /**
   * How often the model may be asked.
   *
   * @default 8
   */
  readonly maxRounds?: number;
  /**
   * How many calls all its answers together may ask for.
   *
   * @default 64
   */
  readonly maxCalls?: number;
  /**
   * Whether the calls of one answer run at the same time, or one after the other. Their results are
   * told in the order of the calls either way.
   *
   * @default true
   */
  readonly parallel?: boolean;
  /**
   * What follows if a tool throws: the model is told the error's message, or the run ends with it.
   *
   * @default 'tell'
   */
  readonly onToolError?: 'tell' | 'throw';
  /** Told of every round when it is over. What it throws is ignored. */
  onRound?(this: void, round: ToolRound<Tools[number]>): void;
}

/** What a run came to. */
export interface ToolRun<T extends Tool = Tool> {
  /** The last answer. */
  readonly response: ChatResponse;
  /** The whole conversation: what was asked, every answer, every result. */
  readonly messages: readonly ChatMessage[];
  /** Every answer with its calls; usage and attempts of each are in its response. */
  readonly rounds: readonly ToolRound<T>[];
  /** The calls of all rounds, in their order. */
  readonly calls: readonly ToolCallOutcome<T>[];
  /**
   * Calls of the last answer that wait for the caller, because their tools have no `execute`. To go
   * on, add a `toolResult` for each to `messages` and run again.
   */
  readonly open: readonly ValidToolCall<T>[];
}

/** One answer of the model and what became of its calls. */
export interface ToolRound<T extends Tool = Tool> {
  readonly response: ChatResponse;
  /** In the order of the answer; empty for an answer without calls. */
  readonly calls: readonly ToolCallOutcome<T>[];
}

/** What became of one call. */
export type ToolCallOutcome<T extends Tool = Tool> =
  | { readonly outcome: 'done'; readonly call: ValidToolCall<T>; readonly result: unknown }
  /** The tool threw, or gave what JSON cannot hold. */
  | { readonly outcome: 'failed'; readonly call: ValidToolCall<T>; readonly error: unknown }
  | { readonly outcome: 'refused'; readonly call: RefusedToolCall }
  | { readonly outcome: 'open'; readonly call: ValidToolCall<T> };
