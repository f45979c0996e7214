import type { ChunkChoice } from '../chat/chat-chunk.ts';
import type { ToolCall } from '../chat/chat-message.ts';
import type {
  FinishReason,
  Logprobs,
  ResponseChoice,
  ResponseMessage,
} from '../chat/chat-response.ts';
import { GatheredToolCalls } from './gathered-tool-calls.ts';

type Fields = Record<string, unknown>;

/** How far into a delta pieces are added up: to the arguments of `function_call`. */
const DEEPEST = 2;

/** One choice of an answer, put together from the pieces of a stream. */
export class GatheredChoice {
  readonly #index: number;
  readonly #message: Fields = {};
  readonly #calls = new GatheredToolCalls();
  #logprobs: unknown;
  #finish: FinishReason | undefined;

  constructor(index: number) {
    this.#index = index;
  }

  /** Whether its finish reason has come. */
  get isFinished(): boolean {
    return this.#finish !== undefined;
  }

  /** Its tool calls as far as they came. Those of a choice that is not finished may be cut. */
  get toolCalls(): readonly ToolCall[] {
    return this.#calls.read();
  }

  add({ delta, finish_reason, logprobs }: ChunkChoice): void {
    const { role: _, tool_calls, ...fields } = delta;
    join(this.#message, fields);
    this.#logprobs = join(this.#logprobs, logprobs);
    for (const call of tool_calls ?? []) this.#calls.add(call);
    if (finish_reason !== null) this.#finish = finish_reason;
  }

  /** The choice as `complete` would have given it. */
  read(): ResponseChoice {
    const { content } = this.#message;
    const hasCalls = this.#calls.size > 0;
    const hasNoText = content === undefined || (content === '' && hasCalls);
    return {
      index: this.#index,
      message: {
        ...this.#message,
        role: 'assistant',
        content: hasNoText ? null : (content as ResponseMessage['content']),
        ...(hasCalls ? { tool_calls: this.toolCalls } : {}),
      },
      finish_reason: this.#finish ?? 'stop',
      ...(this.#logprobs === undefined ? {} : { logprobs: this.#logprobs as Logprobs | null }),
    };
  }
}

/** Text and lists add up, objects field by field; of anything else the last counts. */
function join(sum: unknown, piece: unknown, depth = 0): unknown {
  if (piece === undefined || piece === null) return sum === undefined ? piece : sum;
  if (typeof piece === 'string') return typeof sum === 'string' ? sum + piece : piece;
  if (Array.isArray(piece)) return joinLists(sum, piece);
  if (!isFields(piece) || depth === DEEPEST) return piece;
  return joinFields(sum, piece, depth);
}

function joinFields(sum: unknown, piece: Fields, depth: number): Fields {
  const joined = isFields(sum) ? sum : {};
  for (const [field, value] of Object.entries(piece)) {
    // As a key it would reach what all objects share.
    if (field === '__proto__') continue;
    const before = Object.hasOwn(joined, field) ? joined[field] : undefined;
    joined[field] = join(before, value, depth + 1);
  }
  return joined;
}

function joinLists(sum: unknown, piece: readonly unknown[]): unknown[] {
  const joined = Array.isArray(sum) ? sum : [];
  for (const item of piece) joined.push(item);
  return joined;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
