import { abortError, type CallContext, type ChatRequest, type ChatTransport } from '@scillm/core';
import type { JsonOptions } from '../json-options.ts';
import { createLadder } from '../ladder/create-ladder.ts';
import { rungMemoryOf } from '../ladder/rung-memory.ts';
import { rungsFor } from '../ladder/rungs-for.ts';
import { compileSchema } from '../schema/compile-schema.ts';
import { JsonCall } from './json-call.ts';

/**
 * Begins to ask a transport for a value. Throws `aborted` where the caller has left already,
 * `invalid_config` for a schema that is none or rungs that leave no way to ask.
 */
export function beginJsonCall(
  transport: ChatTransport,
  request: ChatRequest,
  options: JsonOptions,
  context: CallContext,
): JsonCall {
  if (context.cancellation.aborted) throw abortError(context.cancellation);
  const schema = compileSchema(options.schema);
  const rungs = rungsFor(schema, request, options.rungs);
  const memory = rungMemoryOf(transport);
  const ladder = createLadder({ rungs, request, memory, clock: context.clock });
  return new JsonCall({ request, options, schema, ladder, context });
}
