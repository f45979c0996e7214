import type { ChunkChoice, ChunkDelta, ToolCallDelta } from '../chat/chat-chunk.ts';
import type { FunctionToolCall, ToolCall } from '../chat/chat-message.ts';
import { type CompletionRules, checkFinish } from './check-completion.ts';
import { checkToolArguments } from './check-tool-arguments.ts';
import { GatheredToolCalls } from './gathered-tool-calls.ts';

/** The same fields, not yet brought into shape. */
export type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** A choice as a backend sends it. */
export type LooseChoice = Omit<Mutable<ChunkChoice>, 'delta'> & { delta: LooseDelta };

type LooseDelta = Omit<Mutable<ChunkDelta>, 'tool_calls'> & {
  tool_calls?: Mutable<ToolCallDelta>[];
};

/** What has been said in one choice of a stream. */
export class ChoiceState {
  #text = '';
  #hasRefused = false;
  #isFinished = false;
  /** Numbers of the tool calls that have begun. */
  readonly #numbers: number[] = [];
  #calls: GatheredToolCalls | undefined;
  /** Arguments of a call in the old form. */
  #oldArguments: string | undefined;

  /** The text so far. */
  get text(): string {
    return this.#text;
  }

  get isRefusal(): boolean {
    return this.#hasRefused;
  }

  get isFinished(): boolean {
    return this.#isFinished;
  }

  get isInToolCall(): boolean {
    return this.#calls !== undefined && !this.#isFinished;
  }

  /** Numbers tool calls that have no number. */
  add(delta: LooseDelta): void {
    const { content, refusal, tool_calls, function_call } = delta;
    if (content) this.#text += content;
    if (refusal) this.#hasRefused = true;
    if (tool_calls) for (const call of tool_calls) this.#addCall(call);
    if (function_call)
      this.#oldArguments = `${this.#oldArguments ?? ''}${function_call.arguments ?? ''}`;
  }

  /** Throws for an answer that cannot be used, by the rules of `checkFinish` and `checkToolArguments`. */
  finish(reason: string, rules: CompletionRules): void {
    this.#isFinished = true;
    const calls = this.#wholeCalls();
    const refusal = this.#hasRefused ? 'refused' : '';
    checkFinish(reason, { content: this.#text, refusal, tool_calls: calls }, rules);
    checkToolArguments(reason, calls, rules.subject);
  }

  #wholeCalls(): readonly ToolCall[] {
    const calls = this.#calls?.read() ?? [];
    const text = this.#oldArguments;
    return text === undefined ? calls : [...calls, oldCall(text)];
  }

  #addCall(call: Mutable<ToolCallDelta>): void {
    call.index ??= this.#nextNumber(call);
    if (!this.#numbers.includes(call.index)) this.#numbers.push(call.index);
    this.#calls ??= new GatheredToolCalls();
    this.#calls.add(call);
  }

  /** For servers that number no calls: an id begins the next one. */
  #nextNumber({ id }: { readonly id?: string }): number {
    const { length } = this.#numbers;
    return id === undefined ? Math.max(0, length - 1) : length;
  }
}

function oldCall(text: string): FunctionToolCall {
  return { id: '', type: 'function', function: { name: '', arguments: text } };
}
