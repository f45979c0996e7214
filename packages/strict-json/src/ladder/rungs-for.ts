import { ChatError, type ChatRequest, type JsonRung } from '@scillm/core';
import type { CompiledSchema } from '../schema/compiled-schema.ts';

const ALL: readonly JsonRung[] = ['json_schema', 'json_object', 'tool', 'prompt'];

/**
 * The ways in which a value of a schema may be asked for with this request, in order. A schema that
 * strict mode cannot express is not sent; a request with tools of its own is not given another.
 * Throws `invalid_config` where nothing is left of those wanted.
 */
export function rungsFor(
  { strictSchema }: CompiledSchema,
  { tools = [], functions = [] }: ChatRequest,
  wanted: readonly JsonRung[] = ALL,
): readonly [JsonRung, ...JsonRung[]] {
  const unknown = wanted.find((rung) => !ALL.includes(rung));
  const hasTools = tools.length > 0 || functions.length > 0;
  const [first, ...rest] = wanted.filter(
    (rung) =>
      (rung !== 'json_schema' || strictSchema !== undefined) && (rung !== 'tool' || !hasTools),
  );
  if (unknown === undefined && first !== undefined) return [first, ...rest];
  throw new ChatError(
    'invalid_config',
    unknown === undefined
      ? 'None of the rungs can be used: strict mode cannot express the schema, or the request has tools of its own. Add json_object or prompt.'
      : `There is no rung named ${JSON.stringify(unknown)}. Use ${ALL.join(', ')}.`,
  );
}
