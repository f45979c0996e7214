import {
  type CallContext,
  type ChatRequest,
  type ChatResponse,
  type ChatTransport,
  collect,
  completionChunks,
  type JsonRepair,
  type JsonRung,
  type ResponseChoice,
} from '@scillm/core';
import { readJson } from './extract/read-json.ts';

/**
 * The same transport, in whose JSON answers the keys named hold no empty or blank string: `null`
 * stands there instead. Applies where the request has a `response_format` of JSON and the answer is
 * JSON; all else passes as it is. A stream passes as it is too, unless the call's `streamMode` is
 * `hold`. What was changed is in `scillm.json.repairs`.
 */
export function requireNonemptyKeys(
  transport: ChatTransport,
  keys: readonly string[],
): ChatTransport {
  if (keys.length === 0) return transport;
  return {
    id: transport.id,
    ...(transport.pool === undefined ? {} : { pool: transport.pool }),
    async complete(request, context) {
      const response = await transport.complete(request, context);
      return wantsJson(request) ? withoutEmpty(response, request, keys) : response;
    },
    async stream(request, context) {
      const stream = await transport.stream(request, context);
      if (!wantsJson(request) || !isHeld(context)) return stream;
      return completionChunks(await withoutEmpty(await collect(stream), request, keys));
    },
  };
}

function wantsJson({ response_format }: ChatRequest): boolean {
  return response_format?.type === 'json_object' || response_format?.type === 'json_schema';
}

function isHeld({ options }: CallContext): boolean {
  return options.streamMode === 'hold';
}

async function withoutEmpty(
  response: ChatResponse,
  { response_format }: ChatRequest,
  keys: readonly string[],
): Promise<ChatResponse> {
  const rung: JsonRung = response_format?.type === 'json_schema' ? 'json_schema' : 'json_object';
  const repairs: JsonRepair[] = [];
  const choices: ResponseChoice[] = [];
  for (const choice of response.choices) {
    const reading = await readJson(choice.message.content ?? '', {
      check: (value) => ({ isValid: true, value }),
      finishReason: choice.finish_reason,
      nonemptyKeys: keys,
      repair: false,
    });
    const isChanged = reading.kind === 'value' && reading.repairs.some(isNull);
    if (!isChanged) {
      choices.push(choice);
      continue;
    }
    repairs.push(...reading.repairs);
    const content = JSON.stringify(reading.value);
    choices.push({ ...choice, message: { ...choice.message, content } });
  }
  if (repairs.length === 0) return response;
  const { json: before = { rung, repairs: [], reasks: 0, droppedRungs: [] } } = response.scillm;
  const json = { ...before, repairs: [...before.repairs, ...repairs] } as const;
  return { ...response, choices, scillm: { ...response.scillm, json } };
}

function isNull({ op }: { readonly op: string }): boolean {
  return op === 'nonempty_null';
}
