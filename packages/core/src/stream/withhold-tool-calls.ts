import { GatheredToolCalls } from '../answer/gathered-tool-calls.ts';
import type { ChatChunk, ChunkChoice, ChunkDelta } from '../chat/chat-chunk.ts';
import { ChatError } from '../error/chat-error.ts';
import { isRestart } from './is-restart.ts';
import { metaOf } from './meta-of.ts';
import { PipedStream, type PipeStep } from './piped-stream.ts';

/**
 * The same stream with its tool calls kept back until its last chunk has come: only then can nothing
 * fail any more, so no call of a failed attempt is ever seen. Text passes at once. When the last chunk
 * comes, each call is handed out whole in a chunk of its own, then the finish of its choice, then the
 * last chunk. Throws `stream_cut` if a stream with calls ends without a last chunk.
 */
export function withholdToolCalls(stream: AsyncIterable<ChatChunk>): AsyncIterable<ChatChunk> {
  return new PipedStream(stream[Symbol.asyncIterator](), new Withholding());
}

/** What is kept back of one choice. */
interface Held {
  readonly calls: GatheredToolCalls;
  oldCall: ChunkDelta['function_call'];
  finish: ChunkChoice | undefined;
}

class Withholding implements PipeStep<ChatChunk, ChatChunk> {
  readonly #held = new Map<number, Held>();
  /** What the chunks say beside their choices, once something is kept back. */
  #envelope: ChatChunk | undefined;

  accept(chunk: ChatChunk): ChatChunk | readonly ChatChunk[] | undefined {
    if (this.#held.size === 0 && !chunk.choices.some(hasCall)) return chunk;
    if (isRestart(chunk)) {
      this.#clear();
      return chunk;
    }
    if (metaOf(chunk) !== undefined) return this.#release(chunk);
    this.#envelope = { ...this.#envelope, ...chunk };
    if (chunk.choices.length === 0) return chunk;
    const choices = chunk.choices.flatMap((choice) => this.#keep(choice));
    return choices.length === 0 ? undefined : { ...chunk, choices };
  }

  end(): readonly ChatChunk[] {
    if (this.#held.size === 0) return [];
    throw new ChatError(
      'stream_cut',
      'The stream ended after tool calls without its last chunk. Its transport is at fault.',
      { reason: 'no_finish' },
    );
  }

  /** Keeps back calls, and the finish of a choice that has some; gives what else the choice says. */
  #keep(choice: ChunkChoice): readonly ChunkChoice[] {
    const { index, delta, finish_reason } = choice;
    if (!this.#held.has(index) && !hasCall(choice)) return [choice];
    const held = this.#heldOf(index);
    const { tool_calls, function_call, ...rest } = delta;
    for (const call of tool_calls ?? []) held.calls.add(call);
    held.oldCall = joinCall(held.oldCall, function_call);
    const isRestEmpty = saysNothing(rest, choice);
    if (finish_reason !== null) held.finish = finishOf(choice, isRestEmpty);
    return isRestEmpty ? [] : [{ ...choice, delta: rest, finish_reason: null }];
  }

  #heldOf(index: number): Held {
    const known = this.#held.get(index);
    if (known !== undefined) return known;
    const held: Held = { calls: new GatheredToolCalls(), oldCall: undefined, finish: undefined };
    this.#held.set(index, held);
    return held;
  }

  /** A choice that has not finished, against all rules, gives nothing. */
  #release(last: ChatChunk): readonly ChatChunk[] {
    const envelope = this.#envelope ?? last;
    const finished = [...this.#held].filter(([, { finish }]) => finish !== undefined);
    const calls = finished.flatMap(([index, held]) => callsOf(index, held));
    const finishes = finished.flatMap(([, { finish = [] }]) => finish);
    this.#clear();
    return [...[...calls, ...finishes].map((choice) => ({ ...envelope, choices: [choice] })), last];
  }

  #clear(): void {
    this.#held.clear();
    this.#envelope = undefined;
  }
}

function hasCall({ delta }: ChunkChoice): boolean {
  return (delta.tool_calls?.length ?? 0) > 0 || Boolean(delta.function_call);
}

function joinCall(
  sum: ChunkDelta['function_call'],
  piece: ChunkDelta['function_call'],
): ChunkDelta['function_call'] {
  if (!piece || !sum) return sum ?? piece;
  const { name = '', arguments: text = '' } = piece;
  return { ...sum, name: (sum.name ?? '') + name, arguments: (sum.arguments ?? '') + text };
}

function saysNothing(delta: ChunkDelta, { logprobs }: ChunkChoice): boolean {
  if (logprobs) return false;
  return Object.entries(delta).every(([field, value]) => field === 'content' && !value);
}

/** The finish alone; what the choice said besides goes with it unless it has been handed on. */
function finishOf({ logprobs, ...choice }: ChunkChoice, isAlone: boolean): ChunkChoice {
  const finish = { ...choice, delta: {} };
  return isAlone && logprobs !== undefined ? { ...finish, logprobs } : finish;
}

function callsOf(index: number, { calls, oldCall }: Held): readonly ChunkChoice[] {
  const whole = calls.read().map((call, at) => ({ tool_calls: [{ index: at, ...call }] }));
  const deltas = oldCall === undefined ? whole : [...whole, { function_call: oldCall }];
  return deltas.map((delta) => ({ index, delta: delta as ChunkDelta, finish_reason: null }));
}
