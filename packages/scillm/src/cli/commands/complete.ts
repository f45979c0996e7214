import {
  type CallOptions,
  type ChatChunk,
  type ChatMessage,
  type ChatRequest,
  type ChatResponse,
  collect,
  createContext,
} from '@scillm/core';
import { autoRouterFromEnv } from '../../auto-router-from-env.ts';
import { directCall } from '../../direct-call.ts';
import { withinCall } from '../../discovery/within-call.ts';
import { attemptsTable } from '../attempts-table.ts';
import { type PlaceFlags, placeFromFlags } from '../place-from-flags.ts';
import { EXIT, type Terminal } from '../terminal.ts';

type Prompt = Omit<ChatRequest, 'model'>;

/** What `scillm complete` was told. */
export interface CompleteFlags extends PlaceFlags {
  readonly model?: string;
  readonly system?: string;
  readonly json?: boolean;
  readonly stream?: boolean;
  readonly meta?: boolean;
  readonly maxTokens?: number;
  readonly deadline?: number;
}

/** Sends one prompt; the answer goes to standard output, everything about it to standard error. */
export async function complete(
  prompt: string | undefined,
  flags: CompleteFlags,
  terminal: Terminal,
): Promise<number> {
  const text = prompt ?? (await terminal.readInput()).trim();
  if (text === '') {
    terminal.note('No prompt. Pass one as an argument, or pipe it in.\n');
    return EXIT.usage;
  }
  const request = requestOf(text, flags);
  const asker = await askerOf(flags, terminal);
  const show = flags.stream === true ? streamed : whole;
  const response = await show(asker, request, terminal);
  const { servedBy, servedModel, attempts } = response.scillm;
  terminal.note(`served by ${servedBy} (${servedModel}), attempts: ${attempts.length}\n`);
  if (flags.meta === true) terminal.note(`\n${attemptsTable(attempts)}`);
  return EXIT.ok;
}

function requestOf(text: string, { system, json, maxTokens }: CompleteFlags): Prompt {
  const messages: readonly ChatMessage[] = [
    ...(system === undefined ? [] : [{ role: 'system', content: system } as const]),
    { role: 'user', content: text },
  ];
  return {
    messages,
    ...(json === true ? { response_format: { type: 'json_object' } as const } : {}),
    ...(maxTokens === undefined ? {} : { max_tokens: maxTokens }),
  };
}

/** How the answer is asked for, whole or piece by piece. */
interface Asker {
  complete(request: Prompt): Promise<ChatResponse>;
  stream(request: Prompt): Promise<AsyncIterable<ChatChunk>>;
}

/** Without a model or a base the best of what the environment offers is asked, with fallback. */
async function askerOf(flags: CompleteFlags, terminal: Terminal): Promise<Asker> {
  const { model, baseUrl, json = false } = flags;
  const call = callOf(flags, terminal);
  const place = placeFromFlags(flags);
  if (model === undefined && baseUrl === undefined) {
    const context = createContext(call);
    const router = await withinCall(context, (signal) =>
      autoRouterFromEnv({ kind: 'text', requireJson: json, signal }),
    );
    return {
      complete: (request) => router.complete({ ...request, model: ROUTE }, context),
      stream: (request) => router.stream({ ...request, model: ROUTE }, context),
    };
  }
  const named = model === undefined ? {} : { model };
  const options = { ...call, ...place };
  return {
    complete: (request) =>
      directCall({ ...request, ...named }, options, (transport, body, context) =>
        transport.complete(body, context),
      ),
    stream: (request) =>
      directCall({ ...request, ...named }, options, (transport, body, context) =>
        transport.stream(body, context),
      ),
  };
}

const ROUTE = 'auto/text';

async function whole(asker: Asker, request: Prompt, terminal: Terminal): Promise<ChatResponse> {
  const response = await asker.complete(request);
  terminal.out(`${response.choices[0]?.message.content ?? ''}\n`);
  return response;
}

async function streamed(asker: Asker, request: Prompt, terminal: Terminal): Promise<ChatResponse> {
  const stream = await asker.stream(request);
  async function* shown() {
    for await (const chunk of stream) {
      terminal.out(chunk.choices[0]?.delta.content ?? '');
      yield chunk;
    }
    terminal.out('\n');
  }
  return collect(shown());
}

function callOf({ deadline }: CompleteFlags, { signal }: Terminal): CallOptions {
  return { signal, ...(deadline === undefined ? {} : { deadlineMs: deadline * 1000 }) };
}
