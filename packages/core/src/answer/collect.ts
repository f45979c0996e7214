import type { ChatChunk, ChunkChoice, ToolCallDelta } from '../chat/chat-chunk.ts';
import type { ToolCall } from '../chat/chat-message.ts';
import type {
  ChatResponse,
  FinishReason,
  Logprobs,
  ResponseChoice,
  ResponseMessage,
} from '../chat/chat-response.ts';
import { ChatError } from '../error/chat-error.ts';

type Fields = Record<string, unknown>;

/** How far into a delta pieces are added up: to the arguments of `function_call`. */
const DEEPEST = 2;

/** What has been gathered of one choice. */
interface Gathered {
  readonly message: Fields;
  logprobs: unknown;
  readonly calls: Map<number, GatheredCall>;
  finish: FinishReason | undefined;
}

interface GatheredCall {
  id: string;
  type: string;
  readonly function: { name: string; arguments: string };
  /** Whatever else belongs to the call; not every kind has a function. */
  rest: Fields;
}

/**
 * Reads a stream to its end and gives the answer `complete` would have given. Rejects with the
 * stream's own error, or with `stream_cut` if the stream ends without its last chunk.
 */
export async function collect(stream: AsyncIterable<ChatChunk>): Promise<ChatResponse> {
  const choices = new Map<number, Gathered>();
  let envelope: Omit<ChatChunk, 'choices' | 'usage' | 'scillm'> | undefined;
  let last: ChatChunk | undefined;
  for await (const chunk of stream) {
    const { choices: pieces, usage: _, scillm: __, ...rest } = chunk;
    for (const piece of pieces) gather(choices, piece);
    envelope = envelope === undefined ? rest : Object.assign(envelope, rest);
    last = chunk;
  }
  const isWhole = [...choices.values()].every(({ finish }) => finish !== undefined);
  if (envelope === undefined || last?.scillm === undefined || !isWhole) {
    throw new ChatError(
      'stream_cut',
      'The stream ended without a finish reason or its last chunk. Its transport is at fault.',
      { reason: 'no_finish' },
    );
  }
  const { usage, scillm } = last;
  return {
    ...envelope,
    object: 'chat.completion',
    choices: byIndex(choices).map(([index, gathered]) => choiceOf(index, gathered)),
    ...(usage === undefined || usage === null ? {} : { usage }),
    scillm,
  };
}

function gather(choices: Map<number, Gathered>, piece: ChunkChoice): void {
  const { index, delta, finish_reason, logprobs } = piece;
  const known = choices.get(index) ?? {
    message: {},
    logprobs: undefined,
    calls: new Map(),
    finish: undefined,
  };
  choices.set(index, known);
  const { role: _, tool_calls, ...fields } = delta;
  join(known.message, fields);
  known.logprobs = join(known.logprobs, logprobs);
  for (const call of tool_calls ?? []) gatherCall(known, call);
  if (finish_reason !== null) known.finish = finish_reason;
}

function gatherCall({ calls }: Gathered, piece: ToolCallDelta): void {
  const { index, id = '', type = '', function: part, ...rest } = piece;
  const call = calls.get(index) ?? {
    id: '',
    type: '',
    function: { name: '', arguments: '' },
    rest: {},
  };
  calls.set(index, call);
  call.id ||= id;
  call.type ||= type;
  call.function.name ||= part?.name ?? '';
  call.function.arguments += part?.arguments ?? '';
  Object.assign(call.rest, rest);
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

function byIndex<T>(items: ReadonlyMap<number, T>): [number, T][] {
  return [...items].sort(([a], [b]) => a - b);
}

function choiceOf(index: number, { message, logprobs, calls, finish }: Gathered): ResponseChoice {
  const { content } = message;
  const hasNoText = content === undefined || (content === '' && calls.size > 0);
  const toolCalls = byIndex(calls).map(([, call]) => toolCallOf(call));
  return {
    index,
    message: {
      ...message,
      role: 'assistant',
      content: hasNoText ? null : (content as ResponseMessage['content']),
      ...(toolCalls.length === 0 ? {} : { tool_calls: toolCalls }),
    },
    finish_reason: finish ?? 'stop',
    ...(logprobs === undefined ? {} : { logprobs: logprobs as Logprobs | null }),
  };
}

function toolCallOf({ id, type, function: part, rest }: GatheredCall): ToolCall {
  const own = 'custom' in rest ? rest : { ...rest, function: part };
  return { ...own, id, type: type || 'function' } as ToolCall;
}
