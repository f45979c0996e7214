import {
  type ChatChunk,
  ChatError,
  type ChatResponse,
  type ChunkDelta,
  GatheredChoice,
  isRestart,
  type JsonRung,
  metaOf,
} from '@scillm/core';
import { createPartialReader } from '../partial/create-partial-reader.ts';
import type { PartialReader } from '../partial/partial-reader.ts';
import { snapshot } from './snapshot.ts';

/** The first choice of a streamed answer, put together as it comes. */
export class StreamedAnswer {
  readonly #rung: JsonRung;
  #choice = new GatheredChoice(0);
  readonly #reader: PartialReader = createPartialReader();
  #partial: unknown;
  #envelope: Omit<ChatChunk, 'choices' | 'usage' | 'scillm'> | undefined;
  #last: ChatChunk | undefined;

  constructor(rung: JsonRung) {
    this.#rung = rung;
  }

  /** What can be read of the JSON so far. Stays as it is when more comes. */
  get partial(): unknown {
    return this.#partial;
  }

  /** Takes a chunk in. Says whether there is more to read than before. */
  add(chunk: ChatChunk): boolean {
    if (isRestart(chunk)) {
      this.#choice = new GatheredChoice(0);
      this.#reader.reset();
      this.#partial = undefined;
      this.#envelope = undefined;
      return false;
    }
    const { choices, usage: _, scillm: __, ...rest } = chunk;
    this.#envelope = this.#envelope === undefined ? rest : Object.assign(this.#envelope, rest);
    this.#last = chunk;
    let text = '';
    for (const piece of choices) {
      if (piece.index !== 0) continue;
      this.#choice.add(piece);
      text += textIn(piece.delta, this.#rung);
    }
    return text !== '' && this.#show(text);
  }

  #show(text: string): boolean {
    this.#reader.push(text);
    const next = snapshot(this.#reader.value, this.#partial);
    if (next === undefined || next === this.#partial) return false;
    this.#partial = next;
    return true;
  }

  /** The answer as `complete` would have given it. Throws `stream_cut` if it did not end. */
  read(): ChatResponse {
    const scillm = this.#last && metaOf(this.#last);
    if (scillm === undefined || this.#envelope === undefined || !this.#choice.isFinished) {
      throw new ChatError(
        'stream_cut',
        'The stream ended without a finish reason or its last chunk. Its transport is at fault.',
        { reason: 'no_finish' },
      );
    }
    const usage = this.#last?.usage;
    return {
      ...this.#envelope,
      object: 'chat.completion',
      choices: [this.#choice.read()],
      ...(usage === undefined || usage === null ? {} : { usage }),
      scillm,
    };
  }
}

/** What a delta adds to the text that is read as JSON. */
function textIn({ content, tool_calls, function_call }: ChunkDelta, rung: JsonRung): string {
  if (rung !== 'tool') return content ?? '';
  const call = tool_calls?.find(({ index }) => index === 0)?.function ?? function_call;
  return call?.arguments ?? content ?? '';
}
