import type { Policy } from '../policy/policy.ts';
import type { ChatTransport } from './chat-transport.ts';

/** The same transport with a policy around each of its calls. */
export function withPolicy(transport: ChatTransport, policy: Policy): ChatTransport {
  return {
    id: transport.id,
    ...(transport.pool === undefined ? {} : { pool: transport.pool }),
    complete: (request, context) =>
      policy.execute((inner) => transport.complete(request, inner), context),
    stream: (request, context) =>
      policy.execute((inner) => transport.stream(request, inner), context),
  };
}
