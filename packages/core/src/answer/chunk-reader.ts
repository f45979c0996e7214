import type { ChatChunk, ChunkChoice, ChunkDelta } from '../chat/chat-chunk.ts';
import type { Usage } from '../chat/usage.ts';
import { ChatError } from '../error/chat-error.ts';
import type { SseEvent } from '../sse/sse-decoder.ts';
import { type CompletionRules, checkFinish } from './check-completion.ts';

/** Events that are not JSON and may be skipped before the stream counts as broken. */
const MOST_MALFORMED = 3;

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
type LooseChoice = Mutable<ChunkChoice>;
type LooseChunk = Omit<Mutable<ChatChunk>, 'choices'> & { choices: LooseChoice[]; error?: unknown };

/** What has been said in one choice. */
interface ChoiceState {
  content: string;
  refusal: string;
  toolCalls: number[];
  isFinished: boolean;
}

/** Options of {@link ChunkReader}. */
export interface ChunkReaderOptions extends CompletionRules {
  /** Answers asked for; the stream is whole when as many have finished. */
  readonly choices: number;
  /** Turns an error object inside the stream into the cause of ours. */
  readonly describeError: (body: unknown) => ChatError;
  /** For chunks without `created`. Seconds since 1970. */
  readonly created: number;
}

/**
 * Reads the events of one answer: gives their chunks in OpenAI's shape, remembers what has been said,
 * and tells a whole answer from one that was cut. Knows nothing of sockets and timers.
 */
export class ChunkReader {
  readonly #options: ChunkReaderOptions;
  readonly #choices = new Map<number, ChoiceState>();
  #malformed = 0;
  #first: Pick<ChatChunk, 'id' | 'created' | 'model'> | undefined;
  /** The model as the backend named it. */
  model: string | undefined;
  /** Tokens as the backend last counted them. */
  usage: Usage | undefined;
  /** Whether `[DONE]` came. */
  isDone = false;

  constructor(options: ChunkReaderOptions) {
    this.#options = options;
  }

  /** Whether every answer asked for has its finish reason. */
  get isFinished(): boolean {
    const states = [...this.#choices.values()];
    return states.length >= this.#options.choices && states.every(({ isFinished }) => isFinished);
  }

  /** Events skipped because they were no JSON. */
  get malformed(): number {
    return this.#malformed;
  }

  /** The text of the first choice so far. */
  get text(): string {
    return this.#choices.get(0)?.content ?? '';
  }

  get isRefusal(): boolean {
    return [...this.#choices.values()].some(({ refusal }) => refusal !== '');
  }

  /** The chunk of an event, or `undefined` if it holds nothing for the caller. */
  accept({ event, data }: SseEvent): ChatChunk | undefined {
    const text = data.trim();
    if (text === '[DONE]') {
      this.isDone = true;
      return undefined;
    }
    const body = parse(text);
    if (event === 'error') throw this.#inBand(body ?? { error: { message: text } });
    if (typeof body !== 'object' || body === null) return this.#skip();
    const chunk = body as LooseChunk;
    if (chunk.error !== undefined && chunk.error !== null) throw this.#inBand(body);
    return this.#take(chunk);
  }

  /** The fields every chunk of this answer repeats. */
  get envelope(): Pick<ChatChunk, 'id' | 'created' | 'model'> {
    return this.#first ?? { id: '', created: this.#options.created, model: this.model ?? '' };
  }

  #take(chunk: LooseChunk): ChatChunk | undefined {
    if (typeof chunk.model === 'string' && chunk.model !== '') this.model ??= chunk.model;
    if (typeof chunk.usage === 'object' && chunk.usage !== null) this.usage = chunk.usage;
    this.#first ??= {
      id: chunk.id ?? '',
      created: chunk.created ?? this.#options.created,
      model: chunk.model ?? '',
    };
    const choices = (Array.isArray(chunk.choices) ? chunk.choices : []).filter((choice) =>
      this.#takeChoice(choice),
    );
    if (choices.length === 0) return undefined;
    chunk.choices = choices;
    chunk.object = 'chat.completion.chunk';
    chunk.id ??= this.#first.id;
    chunk.created ??= this.#first.created;
    chunk.model ??= this.#first.model;
    // The last chunk alone carries the usage, so that adding chunks up counts it once.
    if (chunk.usage !== undefined) chunk.usage = null;
    return chunk;
  }

  /** Brings a choice into shape; false for what comes after its finish. */
  #takeChoice(choice: LooseChoice): boolean {
    choice.index ??= 0;
    choice.delta ??= {};
    choice.finish_reason ??= null;
    const state = this.#stateOf(choice.index);
    if (state.isFinished) return false;
    add(state, choice.delta);
    if (choice.finish_reason === null) return true;
    state.isFinished = true;
    checkFinish(choice.finish_reason, { ...state, tool_calls: state.toolCalls }, this.#options);
    return true;
  }

  #stateOf(index: number): ChoiceState {
    const known = this.#choices.get(index);
    if (known !== undefined) return known;
    const state: ChoiceState = { content: '', refusal: '', toolCalls: [], isFinished: false };
    this.#choices.set(index, state);
    return state;
  }

  #skip(): undefined {
    this.#malformed += 1;
    const isInToolCall = [...this.#choices.values()].some(
      ({ toolCalls, isFinished }) => toolCalls.length > 0 && !isFinished,
    );
    if (this.#malformed > MOST_MALFORMED || isInToolCall) {
      throw streamCut(this.#options.subject, 'malformed', 'sent events that are not JSON');
    }
    return undefined;
  }

  #inBand(body: unknown): ChatError {
    const cause = this.#options.describeError(body);
    return streamCut(
      this.#options.subject,
      'in_band_error',
      'reported an error inside its stream',
      cause,
    );
  }
}

/** Why a stream was not whole. */
export type StreamCutReason = 'socket' | 'no_finish' | 'in_band_error' | 'malformed';

/** The error of a stream that ended before the model said it was done. */
export function streamCut(
  subject: string,
  reason: StreamCutReason,
  did: string,
  cause?: unknown,
): ChatError {
  return new ChatError(
    'stream_cut',
    `${subject} ${did} (${reason}). The answer is not whole; call again, or add a deployment to the route.`,
    { reason, cause },
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function add(state: ChoiceState, delta: ChunkDelta): void {
  if (delta.content) state.content += delta.content;
  if (delta.refusal) state.refusal += delta.refusal;
  for (const { index } of delta.tool_calls ?? []) {
    if (!state.toolCalls.includes(index)) state.toolCalls.push(index);
  }
}
