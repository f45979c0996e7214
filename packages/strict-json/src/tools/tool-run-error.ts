import { ChatError, type ChatMessage } from '@scillm/core';
import type { ToolRound } from './tool-run.ts';

/** What a run had done when it failed. */
export interface ToolRunProgress {
  /** The conversation up to the last whole round. Run it again to go on from there. */
  readonly messages: readonly ChatMessage[];
  /** Every answer so far; of the last one, only the calls that had ended. */
  readonly rounds: readonly ToolRound[];
}

/**
 * The error of a run of tools: code, message and details are those of what went wrong, and it says how
 * far the run had come, since tools may have done things that must not be done twice.
 */
export class ToolRunError extends ChatError implements ToolRunProgress {
  readonly messages: readonly ChatMessage[];
  readonly rounds: readonly ToolRound[];

  constructor(error: ChatError, { messages, rounds }: ToolRunProgress) {
    super(error.code, error.message, { ...error, cause: error.cause });
    if (error.stack !== undefined) this.stack = error.stack;
    this.messages = messages;
    this.rounds = rounds;
  }
}
