import { type AuthStyle, type CallContext, ChatError, type ModelInfo } from '@scillm/core';
import { readText } from '@scillm/core/http';
import { authHeader } from './auth-header.ts';
import { describeFailure } from './describe-failure.ts';
import type { Endpoint } from './endpoint.ts';

const LISTING_MS = 5000;
const MOST_BYTES = 16 * 1024 * 1024;

/** `GET {base}/models` in one header style. Rejects with a ChatError; takes 5 s at most. */
export async function listModels(
  endpoint: Endpoint,
  authStyle: AuthStyle,
  context: CallContext,
): Promise<readonly ModelInfo[]> {
  const { id, origin, path, http, key } = endpoint;
  const answer = await http.open({
    method: 'GET',
    origin,
    path: `${path}/models`,
    headers: ['accept-encoding', 'identity', ...authHeader(authStyle, key), ...endpoint.headers],
    signal: context.signal,
    subject: id,
    timeouts: { connectMs: Math.min(context.timeouts.connectMs, LISTING_MS), totalMs: LISTING_MS },
  });
  const { status, headers } = answer;
  const text = await readText(answer.body, { maxBytes: MOST_BYTES, beyond: 'fail', subject: id });
  const body = parse(text);
  if (status === 404 && !/\/v\d+\w*$/.test(path)) {
    throw new ChatError('not_found', `${id} has no /models at its base URL. Add /v1 to the URL.`, {
      status,
    });
  }
  if (status !== 200) {
    const nowMs = context.clock.now();
    throw describeFailure({ status, headers, body }, endpoint, { subject: id, authStyle, nowMs });
  }
  const rows = (body as { data?: unknown } | null)?.data ?? body;
  if (!Array.isArray(rows)) {
    const message = `${id} answered /models with no list of models. Check the base URL, which should end in /v1.`;
    throw new ChatError('bad_response', message, { reason: 'no_list', status });
  }
  return rows.flatMap(modelInfo);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A row as OpenAI, vLLM, OpenRouter and Chutes write it; whatever has an odd type is left out. */
function modelInfo(row: unknown): readonly ModelInfo[] {
  if (typeof row !== 'object' || row === null) return [];
  const fields = row as { readonly [field: string]: unknown };
  const id = fields['id'];
  if (typeof id !== 'string' || id === '') return [];
  const architecture = fields['architecture'] as
    | { readonly input_modalities?: unknown }
    | undefined;
  const modalities = texts(fields['input_modalities'] ?? architecture?.input_modalities);
  const parameters = texts(fields['supported_parameters'] ?? fields['supported_features']);
  const length = [fields['context_length'], fields['max_model_len']].find((value) =>
    Number.isInteger(value),
  );
  return [
    {
      id,
      ...(modalities === undefined ? {} : { inputModalities: modalities }),
      ...(parameters === undefined ? {} : { supportedParameters: parameters }),
      ...(typeof length === 'number' ? { contextLength: length } : {}),
    },
  ];
}

function texts(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : undefined;
}
