import { type AuthStyle, type ChatError, type FailedResponse, fromResponse } from '@scillm/core';
import type { Endpoint } from './endpoint.ts';
import { COMMON_PATTERNS } from './error-patterns.ts';

/** Who was asked, how, and when. */
export interface Asked {
  readonly subject: string;
  readonly authStyle: AuthStyle;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
}

/** The ChatError of a failing answer, with what the service's row knows of its sentences. */
export function describeFailure(
  response: FailedResponse,
  { preset, key, keyVariable }: Endpoint,
  asked: Asked,
): ChatError {
  return fromResponse(response, {
    ...asked,
    provider: preset.id,
    patterns: [...(preset.patterns ?? []), ...COMMON_PATTERNS],
    retryAfterPatterns: preset.retryAfterPatterns ?? [],
    keyVariable,
    secrets: key === undefined ? [] : [key],
  });
}
