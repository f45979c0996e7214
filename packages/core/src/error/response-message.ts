import type { Classification } from './classify.ts';
import type { ErrorCode } from './error-code.ts';
import type { ResponseErrorOptions } from './response-error.ts';

interface Failure extends Classification {
  readonly status: number;
  readonly retryAfterMs: number | undefined;
  readonly param: string | undefined;
}

/** Says who failed, how, and what to do about it. Holds nothing the backend wrote but a field's name. */
export function responseMessage(failure: Failure, options: ResponseErrorOptions): string {
  const say = MESSAGES[failure.code] ?? MESSAGES.server_error;
  return say(failure, options);
}

type Sentence = (failure: Failure, options: ResponseErrorOptions) => string;

const MESSAGES: { readonly [Code in ErrorCode]?: Sentence } & { readonly server_error: Sentence } =
  {
    rate_limit: ({ status, reason, retryAfterMs }, { subject }) => {
      const wait = retryAfterMs === undefined ? '' : `, retry after ${retryAfterMs} ms`;
      return reason === 'capacity'
        ? `${subject} has no capacity (${status}${wait}). Add a deployment to the route, or try again later.`
        : `${subject} asked for fewer calls (${status}${wait}). Lower SCILLM_RATE_LIMIT_QPS, or add a deployment to the route.`;
    },
    quota: ({ status }, { subject }) =>
      `${subject} has no quota left (${status}). Check the plan and billing of its account.`,
    server_error: ({ status }, { subject }) =>
      `${subject} failed (${status}). Try again later, or add a deployment to the route.`,
    timeout: ({ status }, { subject }) =>
      `${subject} gave up waiting for its own backend (${status}). Try again, or add a deployment to the route.`,
    bad_response: ({ status, reason }, { subject }) =>
      reason === 'redirect'
        ? `${subject} answered with a redirect (${status}), which is not followed. Set the base URL it points to.`
        : `${subject} sent no chat answer (${status}). Check the base URL, which should end in /v1.`,
    auth: ({ status }, options) => authMessage(status, options),
    not_found: ({ status }, { subject }) =>
      `${subject} knows no such model or path (${status}). Check the model's name, and that the base URL ends in /v1.`,
    unsupported: ({ status, param }, { subject }) =>
      `${subject} does not support ${fieldName(param) ?? 'a feature of this request'} (${status}). Leave it out, or use another deployment.`,
    context_length: ({ status }, { subject }) =>
      `${subject} says the input is longer than the model's window (${status}). Shorten it, or set fallbacks.context.`,
    content_filter: ({ status }, { subject }) =>
      `${subject} stopped the request by its content filter (${status}). Change the input, or set fallbacks.content.`,
    invalid_request: ({ status, param }, { subject }) =>
      `${subject} refused the request (${status}). Correct ${fieldName(param) ?? 'it'}; the cause holds what the backend said.`,
  };

function authMessage(
  status: number,
  { subject, authStyle, keyVariable }: ResponseErrorOptions,
): string {
  if (authStyle === 'none') {
    const set = keyVariable === undefined ? 'Give it one' : `Set ${keyVariable}`;
    return `${subject} refused a call without a key (${status}). ${set}.`;
  }
  const check = keyVariable === undefined ? 'Check its key' : `Check ${keyVariable}`;
  const other =
    status === 401 && authStyle === 'bearer'
      ? ', or set SCILLM_CHUTES_CANONICALIZE_OPENAI_AUTH=1'
      : '';
  return `${subject} refused the key (${status}, ${authStyle}). ${check}${other}.`;
}

/** A field's name is safe to show; a sentence in its place is not. */
function fieldName(param: string | undefined): string | undefined {
  return param !== undefined && /^[\w.[\]-]{1,64}$/.test(param) ? `"${param}"` : undefined;
}
