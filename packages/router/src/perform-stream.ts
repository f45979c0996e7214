import {
  type BegunStream,
  beginStream,
  type CallContext,
  type ChatChunk,
  ChatError,
  type ChatRequest,
  endAttempt,
  forkAttempt,
  forkContext,
  openScope,
  RestartingStream,
  type StreamRules,
} from '@scillm/core';
import type { CallLimits } from './core/world.ts';
import type { Ask } from './perform-attempt.ts';
import { failure, performCall, type RoutedCall, type Served } from './perform-call.ts';
import type { Shared } from './shared.ts';

/** A call for a stream. */
export interface RoutedStream {
  readonly request: ChatRequest;
  readonly context: CallContext;
  readonly limits: CallLimits;
  readonly rules: StreamRules;
}

type Stream = AsyncIterable<ChatChunk>;

/** How often a stream may begin its answer anew after its reader has seen something of it. */
const MOST_RESTARTS = 2;

/**
 * Begins a stream; every failure before its reader sees anything is made good like any other. What
 * comes after that is the reader's affair, unless the call wants its answer begun anew.
 */
export async function performStream(
  shared: Shared,
  { request, context, limits, rules }: RoutedStream,
): Promise<Stream> {
  const ask: Ask<Stream> = async (transport, body, inner) =>
    beginStream(await transport.stream(body, inner), rules);
  const routed = { kind: 'stream', request, context, limits, ask } as const;
  if (rules.streamMode !== 'restart') return (await performCall(shared, routed)).answer;
  return restarting(shared, routed);
}

/** Every answer begun is an attempt of its own inside a scope that ends when the reader leaves. */
async function restarting(shared: Shared, routed: RoutedCall<Stream>): Promise<Stream> {
  const { context } = routed;
  const scope = openScope(context);
  const end = (): void => {
    scope.close();
    endAttempt(context);
  };
  const again = (): RoutedCall<Stream> => ({ ...routed, context: forkAttempt(scope.context) });
  try {
    let served = await performCall(shared, again());
    let restarts = 0;
    return new RestartingStream({
      stream: served.answer,
      end,
      leave: () => scope.end(new ChatError('aborted', 'The reader left the stream.')),
      async again(error) {
        restarts += 1;
        served = await resume(shared, again(), served, { error, isLast: restarts > MOST_RESTARTS });
        return begunStream(served, context);
      },
    });
  } catch (error) {
    end();
    throw error;
  }
}

/** Goes on as the decisions say. After the last restart only what the call is to end with is asked. */
function resume(
  shared: Shared,
  routed: RoutedCall<Stream>,
  { call }: Served<Stream>,
  { error, isLast }: { readonly error: ChatError; readonly isLast: boolean },
): Promise<Served<Stream>> {
  const { context } = routed;
  const thrown = failure(error, call.current?.deployment.id ?? 'The stream', context.cancellation);
  const event = thrown.type === 'failed' ? ({ ...thrown, type: 'broke' } as const) : thrown;
  const spent = isLast ? forkContext(context, { attempts: { max: 0, used: 0 } }) : context;
  return performCall(shared, { ...routed, context: spent }, { call, event });
}

function begunStream({ answer, attempt }: Served<Stream>, { trail }: CallContext): BegunStream {
  return { stream: answer, attempt: attempt?.n ?? trail.length };
}
