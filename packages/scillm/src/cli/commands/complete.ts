import type { CallOptions, ChatMessage, ChatRequest, ChatResponse } from '@scillm/core';
import { collect } from '@scillm/core';
import { autoRouterFromEnv } from '../../auto-router-from-env.ts';
import { type CompletionRequest, completion, completionStream } from '../../completion.ts';
import { attemptsTable } from '../attempts-table.ts';
import { EXIT, type Terminal } from '../terminal.ts';

/** What `scillm complete` was told. */
export interface CompleteFlags {
  readonly model?: string;
  readonly baseUrl?: string;
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
  const response =
    flags.stream === true
      ? await streamed(request, flags, terminal)
      : await whole(request, flags, terminal);
  const { servedBy, servedModel, attempts } = response.scillm;
  terminal.note(`served by ${servedBy} (${servedModel}), attempts: ${attempts.length}\n`);
  if (flags.meta === true) terminal.note(`\n${attemptsTable(attempts)}`);
  return EXIT.ok;
}

function requestOf(
  text: string,
  { system, json, maxTokens }: CompleteFlags,
): Omit<ChatRequest, 'model'> {
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

async function whole(
  request: Omit<ChatRequest, 'model'>,
  flags: CompleteFlags,
  terminal: Terminal,
): Promise<ChatResponse> {
  const call = callOf(flags, terminal);
  const response = isRouted(flags)
    ? await (await routerFor(flags, terminal)).complete({ ...request, model: 'auto/text' }, call)
    : await completion(directRequest(request, flags), { ...call, ...baseOf(flags) });
  terminal.out(`${response.choices[0]?.message.content ?? ''}\n`);
  return response;
}

async function streamed(
  request: Omit<ChatRequest, 'model'>,
  flags: CompleteFlags,
  terminal: Terminal,
): Promise<ChatResponse> {
  const call = callOf(flags, terminal);
  const stream = isRouted(flags)
    ? await (await routerFor(flags, terminal)).stream({ ...request, model: 'auto/text' }, call)
    : await completionStream(directRequest(request, flags), { ...call, ...baseOf(flags) });
  async function* shown() {
    for await (const chunk of stream) {
      terminal.out(chunk.choices[0]?.delta.content ?? '');
      yield chunk;
    }
    terminal.out('\n');
  }
  return collect(shown());
}

/** Without a model or a base the best of what the environment offers is asked, with fallback. */
function isRouted({ model, baseUrl }: CompleteFlags): boolean {
  return model === undefined && baseUrl === undefined;
}

function routerFor({ json }: CompleteFlags, { signal }: Terminal) {
  return autoRouterFromEnv({ kind: 'text', requireJson: json === true, signal });
}

function directRequest(
  request: Omit<ChatRequest, 'model'>,
  { model }: CompleteFlags,
): CompletionRequest {
  return model === undefined ? request : { ...request, model };
}

function baseOf({ baseUrl }: CompleteFlags): { readonly baseUrl?: string } {
  return baseUrl === undefined ? {} : { baseUrl };
}

function callOf({ deadline }: CompleteFlags, { signal }: Terminal): CallOptions {
  return { signal, ...(deadline === undefined ? {} : { deadlineMs: deadline * 1000 }) };
}
