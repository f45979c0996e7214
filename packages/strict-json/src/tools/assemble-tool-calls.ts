import {
  type ChatChunk,
  GatheredChoice,
  isRestart,
  type ResponseChoice,
  type ToolCall,
} from '@scillm/core';

/** Puts the tool calls of a stream together while somebody else reads its text. */
export interface ToolCallAssembler {
  /** Takes the next chunk of the stream. A restart throws away what came before it. */
  add(chunk: ChatChunk): void;
  /**
   * The calls of a choice as far as they came, for showing them only: their arguments may be cut.
   *
   * @param choice Index of the choice. Default: 0.
   */
  soFar(choice?: number): readonly ToolCall[];
  /**
   * The choice as `collect` would give it, for `readToolCalls`; `undefined` until it has finished.
   *
   * @param choice Index of the choice. Default: 0.
   */
  finished(choice?: number): ResponseChoice | undefined;
}

/**
 * An assembler for one stream, for readers that take chunks as they come; `collect` does the same for
 * a whole stream. Pieces may be split and mixed in any way. A choice counts once its finish reason has
 * come, but only the end of the stream shows that its attempt was good: run calls after it.
 */
export function assembleToolCalls(): ToolCallAssembler {
  const choices = new Map<number, GatheredChoice>();
  return {
    add(chunk) {
      if (isRestart(chunk)) choices.clear();
      for (const piece of chunk.choices) {
        const known = choices.get(piece.index) ?? new GatheredChoice(piece.index);
        choices.set(piece.index, known);
        known.add(piece);
      }
    },
    soFar: (choice = 0) => choices.get(choice)?.toolCalls ?? [],
    finished(choice = 0) {
      const known = choices.get(choice);
      return known?.isFinished === true ? known.read() : undefined;
    },
  };
}
