import {
  type AnswerOptions,
  type AuthStyle,
  abortError,
  type CallContext,
  type ChatRequest,
  type ChatTransport,
  openChatStream,
  readCompletion,
  recordAttempt,
} from '@scillm/core';
import type { HttpAnswer } from '@scillm/core/http';
import { authHeader } from './auth-header.ts';
import { chatBody } from './chat-body.ts';
import { describeFailure } from './describe-failure.ts';
import type { Endpoint } from './endpoint.ts';

/** A request that is ready to go, and how its answer is to be read. */
interface Prepared {
  readonly options: AnswerOptions;
  readonly send: () => Promise<HttpAnswer>;
}

/** A transport that sends the key in one style and makes exactly one try. */
export function bareTransport(endpoint: Endpoint, authStyle: AuthStyle): ChatTransport {
  const { id, preset, baseUrl, origin, pool, http, allowEmpty } = endpoint;
  const path = `${endpoint.path}/chat/completions`;
  const secrets = endpoint.key === undefined ? [] : [endpoint.key];
  const fixedHeaders = [
    ...['content-type', 'application/json', 'accept-encoding', 'identity'],
    ...authHeader(authStyle, endpoint.key),
    ...endpoint.headers,
  ];

  const prepare = (request: ChatRequest, context: CallContext, isStream: boolean): Prepared => {
    if (context.cancellation.aborted) throw abortError(context.cancellation);
    // Bytes at once: V8 keeps the parts of such a text as long as the text itself.
    const body = Buffer.from(chatBody(request, preset, isStream));
    const { plan, idempotencyKey } = context;
    const subject = plan.deployment ?? id;
    const { model, n } = request;
    const facts = { transport: id, provider: preset.id, base: baseUrl, model, pool, authStyle };
    const record = recordAttempt(context, facts);
    const { cancellation, timeouts, clock } = record.context;
    const key = `${idempotencyKey}-${plan.ordinal}.${plan.revision}`;
    const headers =
      preset.idempotencyKey === false ? fixedHeaders : [...fixedHeaders, 'idempotency-key', key];
    const connectMs = timeouts.connectMs;
    return {
      send: () =>
        http.open({
          method: 'POST',
          origin,
          path,
          headers,
          body,
          signal: cancellation,
          subject,
          timeouts: { connectMs },
        }),
      options: {
        subject,
        provider: preset.id,
        model,
        choices: n ?? 1,
        allowEmpty,
        record,
        secrets,
        describeError: (response) =>
          describeFailure(response, endpoint, { subject, authStyle, nowMs: clock.now() }),
      },
    };
  };

  return {
    id,
    pool,
    async complete(request, context) {
      const { send, options } = prepare(request, context, false);
      try {
        return await readCompletion(await send(), options);
      } catch (error) {
        throw options.record.fail(error);
      }
    },
    async stream(request, context) {
      const { send, options } = prepare(request, context, true);
      try {
        return await openChatStream(send, options);
      } catch (error) {
        throw options.record.fail(error);
      }
    },
  };
}
