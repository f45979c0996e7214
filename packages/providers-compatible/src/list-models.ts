import {
  type AuthStyle,
  type CallContext,
  ChatError,
  type ModelInfo,
  type ModelPrices,
} from '@scillm/core';
import { describeFailure } from './describe-failure.ts';
import type { Endpoint } from './endpoint.ts';
import { getJson } from './get-json.ts';

/** `GET {base}/models` in one header style. Rejects with a ChatError; takes 5 s at most. */
export async function listModels(
  endpoint: Endpoint,
  authStyle: AuthStyle,
  context: CallContext,
): Promise<readonly ModelInfo[]> {
  const { id, path, preset } = endpoint;
  const { status, headers, body } = await getJson(endpoint, `${path}/models`, authStyle, context);
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
  return rows.flatMap((row) => modelInfo(row, preset.pricedTokens));
}

/** A row as OpenAI, vLLM, OpenRouter and Chutes write it; whatever has an odd type is left out. */
function modelInfo(row: unknown, pricedTokens: number | undefined): readonly ModelInfo[] {
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
  const prices = pricedTokens === undefined ? undefined : pricesOf(fields['pricing'], pricedTokens);
  return [
    {
      id,
      ...(modalities === undefined ? {} : { inputModalities: modalities }),
      ...(parameters === undefined ? {} : { supportedParameters: parameters }),
      ...(typeof length === 'number' ? { contextLength: length } : {}),
      ...(prices === undefined ? {} : { prices }),
    },
  ];
}

function texts(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : undefined;
}

const MILLION = 1_000_000;

/** What `{ prompt, completion }` comes to for a million tokens; both must be there and make sense. */
function pricesOf(pricing: unknown, pricedTokens: number): ModelPrices | undefined {
  const { prompt, completion } = (pricing ?? {}) as { readonly [field: string]: unknown };
  const [inputPerMTok, outputPerMTok] = [prompt, completion].map((price) => {
    const isWritten = typeof price === 'string' && /^\d/.test(price);
    const value = typeof price === 'number' || isWritten ? Number(price) : Number.NaN;
    return value >= 0 ? Number(((value * MILLION) / pricedTokens).toPrecision(12)) : undefined;
  });
  if (inputPerMTok === undefined || outputPerMTok === undefined) return undefined;
  return { inputPerMTok, outputPerMTok };
}
