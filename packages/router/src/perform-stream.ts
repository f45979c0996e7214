import {
  type BrokenStream,
  beginStream,
  type CallContext,
  type ChatChunk,
  type ChatRequest,
  restartableStream,
  type StreamRules,
} from '@scillm/core';
import type { CallLimits } from './core/world.ts';
import type { Ask } from './perform-attempt.ts';
import {
  failure,
  performCall,
  type Resumed,
  type RoutedCall,
  type Served,
} from './perform-call.ts';
import type { Shared } from './shared.ts';

/** A call for a stream. */
export interface RoutedStream {
  readonly request: ChatRequest;
  readonly context: CallContext;
  readonly limits: CallLimits;
  readonly rules: StreamRules;
}

type Stream = AsyncIterable<ChatChunk>;

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
  let served: Served<Stream> | undefined;
  return restartableStream(context, async (inner, broken) => {
    served = await go(shared, { ...routed, context: inner }, served, broken);
    return { stream: served.answer, attempt: served.attempt?.n ?? context.trail.length };
  });
}

/** A new call, or one that goes on after its stream broke, as the decisions say. */
function go(
  shared: Shared,
  routed: RoutedCall<Stream>,
  served: Served<Stream> | undefined,
  broken: BrokenStream | undefined,
): Promise<Served<Stream>> {
  if (served === undefined || broken === undefined) return performCall(shared, routed);
  // Attempts that nobody would see count for nothing: what is left is saved for who has not been asked.
  const bounded = { ...routed, mostAttempts: broken.restartsLeft };
  return performCall(shared, bounded, resumed(served, broken, routed.context));
}

function resumed(
  { call }: Served<Stream>,
  { error }: BrokenStream,
  { cancellation }: CallContext,
): Resumed {
  const event = failure(error, call.current?.deployment.id ?? 'The stream', cancellation);
  return { call, event: event.type === 'failed' ? { type: 'broke', error: event.error } : event };
}
