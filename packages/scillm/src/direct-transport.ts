import {
  beginStream,
  type ChatError,
  type ChatTransport,
  type Policy,
  restartableStream,
  streamRules,
  withPolicy,
} from '@scillm/core';

/**
 * One transport as a direct call asks it: under its policy, its streams by the call's `streamMode` and
 * `toolCalls` as a router gives them.
 */
export function directTransport(transport: ChatTransport, policy: Policy): ChatTransport {
  const shown = showing(transport);
  const whole = withPolicy(shown, policy);
  return {
    ...whole,
    stream: (request, context) =>
      context.options.streamMode === 'restart'
        ? restartableStream(context, async (inner, broken) => {
            if (broken?.restartsLeft === 0) throw broken.error;
            const asked = broken === undefined ? shown : failingOnce(shown, broken.error);
            const stream = await withPolicy(asked, policy).stream(request, inner);
            return { stream, attempt: inner.trail.length };
          })
        : whole.stream(request, context),
  };
}

/** The transport, whose streams begin as the call wants it. */
function showing(transport: ChatTransport): ChatTransport {
  return {
    ...transport,
    complete: (request, context) => transport.complete(request, context),
    async stream(request, context) {
      const rules = streamRules(context.options);
      return beginStream(await transport.stream(request, context), rules);
    },
  };
}

/** The transport after a stream that broke: the policy is told of that, and decides how to go on. */
function failingOnce(transport: ChatTransport, error: ChatError): ChatTransport {
  let isTold = false;
  return {
    ...transport,
    stream(request, context) {
      if (isTold) return transport.stream(request, context);
      isTold = true;
      return Promise.reject(error);
    },
  };
}
