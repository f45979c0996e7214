import type { ChatRequest } from '@scillm/core';
import type { Router } from '@scillm/router';

/** The same router, whose requests ask for a JSON object where they say nothing of the format. */
export function withJson(router: Router): Router {
  return {
    ...router,
    complete: (request, given) => router.complete(asJson(request), given),
    stream: (request, given) => router.stream(asJson(request), given),
    explain: (request, given) => router.explain(asJson(request), given),
  };
}

/** The request, which asks for a JSON object unless it says something else of the format. */
export function asJson(request: ChatRequest): ChatRequest {
  return request.response_format === undefined
    ? { ...request, response_format: { type: 'json_object' } }
    : request;
}
