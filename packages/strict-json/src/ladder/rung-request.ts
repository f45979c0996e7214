import type { ChatRequest, JsonRung } from '@scillm/core';
import type { CompiledSchema, JsonSchema } from '../schema/compiled-schema.ts';
import { takesObject, wrapSchema } from './wrap-schema.ts';

/** A schema as it is asked for on one rung. */
interface RungForm {
  /** Whether the value is asked for inside an object, because the rung knows only objects. */
  readonly isWrapped: boolean;
  readonly parameters: JsonSchema;
  readonly instruction: string;
}

/** Whether a rung asks for the value inside an object. */
export function isWrapped(rung: JsonRung, schema: CompiledSchema): boolean {
  return formOf(rung, schema).isWrapped;
}

/**
 * The request as it asks for a value of the schema on a rung. The form asked for is replaced, and
 * below the first rung a system message with the schema goes first; all else stays as it is.
 */
export function rungRequest(
  rung: JsonRung,
  request: ChatRequest,
  schema: CompiledSchema,
): ChatRequest {
  const { response_format: _, ...rest } = request;
  const { name, strictSchema } = schema;
  if (rung === 'json_schema') {
    const json_schema = { name, strict: true, schema: strictSchema ?? {} };
    return { ...rest, response_format: { type: 'json_schema', json_schema } };
  }
  const { parameters, instruction } = formOf(rung, schema);
  const messages = [{ role: 'system', content: instruction } as const, ...request.messages];
  if (rung === 'json_object') {
    return { ...rest, messages, response_format: { type: 'json_object' } };
  }
  if (rung === 'prompt') return { ...rest, messages };
  const description = 'Takes the answer.';
  return {
    ...rest,
    messages,
    tools: [{ type: 'function', function: { name, description, parameters } }],
    tool_choice: { type: 'function', function: { name } },
  };
}

const known = new WeakMap<CompiledSchema, Map<JsonRung, RungForm>>();

function formOf(rung: JsonRung, schema: CompiledSchema): RungForm {
  const forms = known.get(schema) ?? new Map<JsonRung, RungForm>();
  known.set(schema, forms);
  const form = forms.get(rung) ?? newForm(rung, schema);
  forms.set(rung, form);
  return form;
}

function newForm(rung: JsonRung, { jsonSchema }: CompiledSchema): RungForm {
  if (jsonSchema === undefined) {
    const parameters = { type: 'object' };
    return { isWrapped: false, parameters, instruction: instructionOf(rung, undefined) };
  }
  const isWrapped =
    (rung === 'json_object' && !takesObject(jsonSchema)) ||
    (rung === 'tool' && jsonSchema['type'] !== 'object');
  const parameters = isWrapped ? wrapSchema(jsonSchema) : jsonSchema;
  return { isWrapped, parameters, instruction: instructionOf(rung, parameters) };
}

/** Names JSON in any case: some backends refuse `json_object` where no message does. */
function instructionOf(rung: JsonRung, shown: JsonSchema | undefined): string {
  const thing = rung === 'json_object' || shown?.['type'] === 'object' ? 'object' : 'value';
  const order =
    rung === 'tool'
      ? 'Answer by calling the tool with one JSON object'
      : `Answer with one JSON ${thing} and nothing else: no prose, no code fence`;
  if (shown === undefined) return `${order}.`;
  return `${order}. It must be valid against this JSON Schema:\n${JSON.stringify(shown)}`;
}
