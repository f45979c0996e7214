import type { Simulator } from '../src/simulator-contract.ts';
import type { SurfaceName } from '../src/surfaces/surface-name.ts';
import { type AskOptions, ask, type RawAnswer } from './ask.ts';

/** A model both Chutes surfaces list. */
export const KIMI = 'moonshotai/Kimi-K2-Instruct-0905';

/** A tool with one argument, and the request field that offers it. */
export const ACK: readonly object[] = [
  {
    type: 'function',
    function: {
      name: 'ack',
      parameters: {
        type: 'object',
        properties: { ok: { type: 'boolean' } },
        required: ['ok'],
      },
    },
  },
];

/** Asks a surface one thing in a chat; further fields of the body may be given. */
export function chat(
  simulator: Simulator,
  surface: SurfaceName,
  text: string,
  fields: object = {},
  options: AskOptions = {},
): Promise<RawAnswer> {
  const model = surface === 'openai' ? 'gpt-4o-mini' : KIMI;
  const body = { model, messages: [{ role: 'user', content: text }], ...fields };
  return ask(simulator, surface, '/chat/completions', { body, ...options });
}

/** What the tests read of a completion or a chunk. */
export interface ReadCompletion {
  readonly id: string;
  readonly model: string;
  readonly choices: readonly {
    readonly message: ReadMessage;
    readonly delta: ReadMessage;
    readonly finish_reason: string | null;
  }[];
  readonly usage?: { readonly prompt_tokens: number; readonly completion_tokens: number } | null;
  readonly error?: { readonly code: string | null; readonly param: string | null };
}

/** What the tests read of a message or a delta. */
export interface ReadMessage {
  readonly content?: string | null;
  readonly refusal?: string | null;
  readonly reasoning_content?: string;
  readonly tool_calls?: readonly {
    readonly index?: number;
    readonly id?: string;
    readonly function: { readonly name?: string; readonly arguments: string };
  }[];
}

/** The parsed body of a plain answer. */
export function completion({ text }: RawAnswer): ReadCompletion {
  return JSON.parse(text);
}

/** The message of a plain answer. */
export function message(answer: RawAnswer): ReadMessage {
  return completion(answer).choices[0]?.message ?? {};
}

/** The data of every event of a stream, as text. */
export function events({ text }: RawAnswer): readonly string[] {
  return text
    .split('\n\n')
    .filter((frame) => frame.startsWith('data: '))
    .map((frame) => frame.slice('data: '.length));
}

/** The chunks of a stream: its events that are JSON. */
export function chunks(answer: RawAnswer): readonly ReadCompletion[] {
  return events(answer).flatMap((data) => {
    try {
      return [JSON.parse(data) as ReadCompletion];
    } catch {
      return [];
    }
  });
}

/** The text of a stream's content. */
export function streamedText(answer: RawAnswer): string {
  return chunks(answer)
    .map((chunk) => chunk.choices?.[0]?.delta.content ?? '')
    .join('');
}

/** The arguments of a stream's tool call. */
export function streamedArguments(answer: RawAnswer): string {
  return chunks(answer)
    .map((chunk) => chunk.choices?.[0]?.delta.tool_calls?.[0]?.function.arguments ?? '')
    .join('');
}

/** The finish reasons of a stream, in order. */
export function finishes(answer: RawAnswer): readonly string[] {
  return chunks(answer)
    .map((chunk) => chunk.choices?.[0]?.finish_reason)
    .filter((reason) => typeof reason === 'string');
}
