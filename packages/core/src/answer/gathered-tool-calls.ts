import type { ToolCallDelta } from '../chat/chat-chunk.ts';
import type { ToolCall } from '../chat/chat-message.ts';

/** A piece as it may come: no type of the wire knows streamed calls of free-form tools. */
type Piece = ToolCallDelta & {
  readonly custom?: { readonly name?: string; readonly input?: string };
};

interface GatheredCall {
  readonly index: number;
  id: string;
  type: string;
  /** Of whichever kind it is. */
  name: string;
  /** Its arguments, or its free-form input. */
  text: string;
  isCustom: boolean;
  /** Whatever else belongs to the call. */
  readonly rest: object;
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

  add(piece: ToolCallDelta): void {
    const { index, id, type, function: part, custom, ...rest }: Piece = piece;
    const place = index ?? this.#calls.at(-1)?.index ?? 0;
    const call = this.#callOf(place, id ?? '', part?.name ?? custom?.name ?? '');
    call.type ||= type ?? '';
    call.text += part?.arguments ?? custom?.input ?? '';
    call.isCustom ||= custom !== undefined;
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
      known.name ||= name;
      return known;
    }
    const call = { index, id, type: '', name, text: '', isCustom: false, rest: {} };
    this.#open.set(index, call);
    this.#calls.push(call);
    return call;
  }
}

/** An id alone says nothing: some servers send a fresh one with every piece. */
function isNext(known: GatheredCall, id: string, name: string): boolean {
  return id !== '' && name !== '' && known.id !== '' && known.id !== id;
}

function toolCallOf({ id, type, name, text, isCustom, rest }: GatheredCall): ToolCall {
  const own = isCustom
    ? { custom: { name, input: text } }
    : { function: { name, arguments: text } };
  return { ...rest, ...own, id, type: type || (isCustom ? 'custom' : 'function') } as ToolCall;
}
