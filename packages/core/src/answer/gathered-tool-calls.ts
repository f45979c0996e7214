import type { ToolCallDelta } from '../chat/chat-chunk.ts';
import type { ToolCall } from '../chat/chat-message.ts';

interface GatheredCall {
  readonly index: number;
  id: string;
  type: string;
  readonly function: { name: string; arguments: string };
  /** Whatever else belongs to the call; not every kind has a function. */
  rest: Record<string, unknown>;
}

/**
 * Puts the tool calls of one choice together from the pieces of a stream, however they are split and
 * mixed. Pieces belong together by `index`; for backends that number no calls, or all of them alike,
 * a new id with a name begins the next call.
 */
export class GatheredToolCalls {
  readonly #calls: GatheredCall[] = [];
  /** The call that the next piece of an index belongs to. */
  readonly #open = new Map<number, GatheredCall>();

  /** How many calls have begun. */
  get size(): number {
    return this.#calls.length;
  }

  add({ index, id, type, function: part, ...rest }: ToolCallDelta): void {
    const place = index ?? this.#calls.at(-1)?.index ?? 0;
    const call = this.#callOf(place, id ?? '', part?.name ?? '');
    call.type ||= type ?? '';
    call.function.arguments += part?.arguments ?? '';
    Object.assign(call.rest, rest);
  }

  /** The calls as far as they came, by index. */
  read(): readonly ToolCall[] {
    return this.#calls.toSorted((a, b) => a.index - b.index).map(toolCallOf);
  }

  #callOf(index: number, id: string, name: string): GatheredCall {
    const known = this.#open.get(index);
    if (known !== undefined && !isNext(known, id, name)) {
      known.id ||= id;
      known.function.name ||= name;
      return known;
    }
    const call = { index, id, type: '', function: { name, arguments: '' }, rest: {} };
    this.#open.set(index, call);
    this.#calls.push(call);
    return call;
  }
}

/** An id alone says nothing: some servers send a fresh one with every piece. */
function isNext(known: GatheredCall, id: string, name: string): boolean {
  return id !== '' && name !== '' && known.id !== '' && known.id !== id;
}

function toolCallOf({ id, type, function: part, rest }: GatheredCall): ToolCall {
  const own = 'custom' in rest ? rest : { ...rest, function: { ...part } };
  return { ...own, id, type: type || 'function' } as ToolCall;
}
