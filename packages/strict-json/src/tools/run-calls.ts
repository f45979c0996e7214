import {
  abortError,
  type CallContext,
  ChatError,
  deadlineError,
  forkAttempt,
  forkContext,
  openScope,
  type ToolMessage,
} from '@scillm/core';
import type { Tool } from './tool.ts';
import type { ToolCallReading, ValidToolCall } from './tool-call-reading.ts';
import { toolError } from './tool-error.ts';
import { toolResult } from './tool-result.ts';
import type { ToolCallOutcome } from './tool-run.ts';

/** How the calls of an answer are run. */
export interface RunCallsOptions {
  readonly tools: ReadonlyMap<string, Tool>;
  readonly parallel: boolean;
  readonly onToolError: 'tell' | 'throw';
}

/** A call that is over, and what the model is told of it; nothing of one that waits for the caller. */
export interface EndedCall {
  readonly outcome: ToolCallOutcome;
  readonly message: ToolMessage | undefined;
}

/**
 * Runs the calls of one answer within the deadline and puts each into `ended`, at its place, once it is
 * over. Rejects when the call is aborted or its time is over, and with the first error of a tool if
 * that is to end the run; tools that still work are told by their signal, and not waited for.
 */
export async function runCalls(
  readings: readonly ToolCallReading[],
  ended: (EndedCall | undefined)[],
  options: RunCallsOptions,
  context: CallContext,
): Promise<void> {
  const scope = openScope(context);
  scope.limitToDeadline(() => deadlineError('a tool'));
  const run = async (reading: ToolCallReading, index: number): Promise<void> => {
    ended[index] = await runCall(reading, options, contextOf(scope.context, index + 1));
  };
  try {
    if (options.parallel) await Promise.all(readings.map(run));
    else for (const [index, reading] of readings.entries()) await run(reading, index);
  } catch (error) {
    const failure = ChatError.from(error, 'A tool');
    scope.end(failure);
    throw failure;
  } finally {
    scope.close();
  }
}

/** A tool that asks a model makes a call of its own, within the deadline and on the trail of this one. */
function contextOf(context: CallContext, number: number): CallContext {
  return forkContext(forkAttempt(context), {
    attempts: { max: context.attempts.max, used: 0 },
    idempotencyKey: `${context.idempotencyKey}-t${number}`,
  });
}

async function runCall(
  call: ToolCallReading,
  { tools, onToolError }: RunCallsOptions,
  context: CallContext,
): Promise<EndedCall> {
  if (call.kind === 'refused') {
    return { outcome: { outcome: 'refused', call }, message: toolError(call, call.errors) };
  }
  const tool = tools.get(call.name);
  if (tool?.execute === undefined)
    return { outcome: { outcome: 'open', call }, message: undefined };
  try {
    const result = await untilAborted(tool, call, context);
    return { outcome: { outcome: 'done', call, result }, message: toolResult(call, result) };
  } catch (error) {
    if (context.cancellation.aborted) throw abortError(context.cancellation);
    if (onToolError === 'throw') throw ChatError.from(error, `Tool ${call.name}`);
    return { outcome: { outcome: 'failed', call, error }, message: toolError(call, error) };
  }
}

/** What the tool gives, or the abort's error if it does not end when its signal aborts. */
function untilAborted(
  { execute }: Tool,
  call: ValidToolCall,
  context: CallContext,
): Promise<unknown> {
  const { cancellation } = context;
  return new Promise((resolve, reject) => {
    const leave = (): void => reject(abortError(cancellation));
    if (cancellation.aborted) return leave();
    // The listener goes with the scope of the round.
    cancellation.addEventListener('abort', leave, { once: true });
    const work = async (): Promise<unknown> => execute?.(call.arguments, context);
    work().then(resolve, reject);
    return undefined;
  });
}
