import assert from 'node:assert/strict';
import { collect } from '../../answer/collect.ts';
import type { CallContext } from '../../call/call-context.ts';
import type { ChatResponse } from '../../chat/chat-response.ts';
import { ChatError } from '../../error/chat-error.ts';
import type { Stage } from './stage.ts';
import { within } from './within.ts';

/** One of the two ways to get an answer. */
export interface Operation {
  readonly name: 'complete' | 'stream';
  /** The whole answer; a stream is read to its end. */
  run(stage: Stage, context: CallContext): Promise<ChatResponse>;
}

/** `complete`. */
export const COMPLETE: Operation = {
  name: 'complete',
  run: ({ transport, request }, context) => transport.complete(request, context),
};

/** `stream`, read to its end. */
export const STREAM: Operation = {
  name: 'stream',
  run: async ({ transport, request }, context) => collect(await transport.stream(request, context)),
};

/** Both ways to get an answer. */
export const OPERATIONS: readonly Operation[] = [COMPLETE, STREAM];

/** Longest real time that anything in a case may take. */
const PATIENCE_MS = 20_000;

/** The ChatError a promise rejects with; anything else is the end of the case. */
export async function chatErrorOf(what: string, promise: Promise<unknown>): Promise<ChatError> {
  const outcome = await within(
    PATIENCE_MS,
    what,
    promise.then(
      () => ({ error: undefined }),
      (error: unknown) => ({ error }),
    ),
  );
  assert.ok('error' in outcome && outcome.error !== undefined, `${what} did not fail.`);
  const { error } = outcome;
  assert.ok(ChatError.is(error), `${what} threw something else than a ChatError: ${String(error)}`);
  assert.notEqual(error.code, 'internal', `${what} met an exception it did not expect.`);
  return error;
}

/** The answer of a call that must succeed. */
export async function answerOf(
  stage: Stage,
  operation: Operation,
  context: CallContext = stage.context(),
): Promise<ChatResponse> {
  return within(PATIENCE_MS, operation.name, operation.run(stage, context));
}

/** What an answer says. */
export function textOf(response: ChatResponse): string | null | undefined {
  return response.choices[0]?.message.content;
}
