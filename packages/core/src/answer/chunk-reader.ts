import type { ChatChunk } from '../chat/chat-chunk.ts';
import type { Usage } from '../chat/usage.ts';
import type { ChatError } from '../error/chat-error.ts';
import type { SseEvent } from '../sse/sse-decoder.ts';
import type { CompletionRules } from './check-completion.ts';
import { ChoiceState, type LooseChoice, type Mutable } from './choice-state.ts';
import { streamCut } from './stream-cut.ts';

/** Events that are not JSON and may be skipped before the stream counts as broken. */
const MOST_MALFORMED = 3;

type LooseChunk = Omit<Mutable<ChatChunk>, 'choices'> & { choices: LooseChoice[]; error?: unknown };

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
  #unfinished = 0;
  #malformed = 0;
  #id = '';
  #created: number | undefined;
  /** The model as the backend named it. */
  model: string | undefined;
  /** Tokens as the backend last counted them. */
  usage: Usage | undefined;
  /** Whether `[DONE]` came. */
  isDone = false;

  constructor(options: ChunkReaderOptions) {
    this.#options = options;
  }

  /**
   * Whether every answer asked for has its finish reason. After `[DONE]` those that began count: not
   * every backend gives as many as it was asked for.
   */
  get isFinished(): boolean {
    const expected = this.isDone ? 1 : this.#options.choices;
    return this.#unfinished === 0 && this.#choices.size >= expected;
  }

  /** Events skipped because they were no JSON, or no chunk. */
  get malformed(): number {
    return this.#malformed;
  }

  /** The text of the first choice so far. */
  get text(): string {
    return this.#choices.get(0)?.text ?? '';
  }

  get isRefusal(): boolean {
    return [...this.#choices.values()].some(({ isRefusal }) => isRefusal);
  }

  /** The chunk of an event, or `undefined` if it holds nothing for the caller. */
  accept({ event, data }: SseEvent): ChatChunk | undefined {
    const text = data.trim();
    if (text === '[DONE]') {
      this.isDone = true;
      return undefined;
    }
    const body = parse(text);
    if (event === 'error') return this.#break(body ?? { error: { message: text } });
    if (!isObject(body)) return this.#skip();
    if (body['error'] !== undefined && body['error'] !== null) return this.#break(body);
    const choices = body['choices'] ?? [];
    if (!Array.isArray(choices) || !choices.every(isChoice)) return this.#skip();
    return this.#take(body as unknown as LooseChunk, choices);
  }

  /** The fields every chunk of this answer repeats. */
  get envelope(): Pick<ChatChunk, 'id' | 'created' | 'model'> {
    const created = this.#created ?? this.#options.created;
    return { id: this.#id, created, model: this.model ?? '' };
  }

  #take(chunk: LooseChunk, choices: readonly LooseChoice[]): ChatChunk | undefined {
    if (typeof chunk.model === 'string' && chunk.model !== '') this.model ??= chunk.model;
    if (typeof chunk.usage === 'object' && chunk.usage !== null) this.usage = chunk.usage;
    this.#id ||= chunk.id ?? '';
    this.#created ??= chunk.created;
    chunk.choices = choices.filter((choice) => this.#takeChoice(choice));
    if (chunk.choices.length === 0) return undefined;
    chunk.object = 'chat.completion.chunk';
    chunk.id ??= this.#id;
    chunk.created ??= this.#created ?? this.#options.created;
    chunk.model ??= this.model ?? '';
    // The last chunk alone carries the usage, so that adding chunks up counts it once.
    if (chunk.usage !== undefined) chunk.usage = null;
    return chunk;
  }

  /** Brings a choice into shape; false for what comes after its finish. */
  #takeChoice(choice: LooseChoice): boolean {
    choice.index ??= 0;
    choice.delta ??= {};
    // Some servers send an empty reason until they have one.
    choice.finish_reason ||= null;
    const state = this.#stateOf(choice.index);
    if (state.isFinished) return false;
    state.add(choice.delta);
    if (choice.finish_reason === null) return true;
    this.#unfinished -= 1;
    state.finish(choice.finish_reason, this.#options);
    return true;
  }

  #stateOf(index: number): ChoiceState {
    const known = this.#choices.get(index);
    if (known !== undefined) return known;
    const state = new ChoiceState();
    this.#choices.set(index, state);
    this.#unfinished += 1;
    return state;
  }

  #skip(): undefined {
    this.#malformed += 1;
    const isInToolCall = [...this.#choices.values()].some(({ isInToolCall: is }) => is);
    if (isInToolCall || (this.#malformed > MOST_MALFORMED && !this.isFinished)) {
      throw streamCut(this.#options.subject, 'malformed', 'sent events that are not JSON');
    }
    return undefined;
  }

  /** An error inside the stream. Once the answer is whole it changes nothing. */
  #break(body: unknown): undefined {
    if (this.isFinished) return undefined;
    const { subject, describeError } = this.#options;
    const did = 'reported an error inside its stream';
    throw streamCut(subject, 'in_band_error', did, describeError(body));
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isChoice(value: unknown): value is LooseChoice {
  if (!isObject(value)) return false;
  const delta = value['delta'] ?? {};
  if (!isObject(delta)) return false;
  const calls = delta['tool_calls'] ?? [];
  return Array.isArray(calls) && calls.every(isObject);
}
