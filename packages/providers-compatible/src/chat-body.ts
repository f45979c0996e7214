import { ChatError, type ChatRequest } from '@scillm/core';
import type { Preset } from './preset.ts';

/**
 * The JSON body of a request: the caller's fields as they stand, this provider's own fields merged
 * over them, and for a stream the fields that ask for one. Nothing else is added. Throws
 * `invalid_request` for what JSON cannot hold.
 */
export function chatBody(request: ChatRequest, preset: Preset, isStream: boolean): string {
  try {
    return JSON.stringify(
      isStream || request.provider_options !== undefined
        ? changedFields(request, preset, isStream)
        : request,
    );
  } catch (cause) {
    throw new ChatError(
      'invalid_request',
      `The request for ${request.model} cannot be written as JSON. Remove cycles and BigInts from it.`,
      { reason: 'not_json', provider: preset.id, cause },
    );
  }
}

function changedFields(request: ChatRequest, preset: Preset, isStream: boolean): object {
  const { provider_options, ...fields } = request;
  const own = provider_options?.[preset.id];
  if (!isStream) return { ...fields, ...own };
  const usage = preset.streamUsage === false ? {} : { stream_options: { include_usage: true } };
  return { ...fields, ...own, stream: true, ...usage };
}
