import { imagesOf } from '../chat/message-content.ts';
import { isJsonObject, type JsonObject } from '../wire/json-object.ts';
import { badRequest, type Problem } from '../wire/problem.ts';

const FEATURES: ReadonlyMap<string, (body: JsonObject) => boolean> = new Map([
  ['image_url', (body: JsonObject) => turns(body).some((turn) => imagesOf(turn).length > 0)],
  ['prefill', (body: JsonObject) => turns(body).at(-1)?.['role'] === 'assistant'],
]);

/**
 * The refusal of `reject=FIELD`, if the request has the field: a member of the body, a dotted path
 * such as `response_format.json_schema`, `image_url` for any image, `prefill` for a last turn that
 * is the assistant's.
 */
export function rejectedField(body: JsonObject, field: string | undefined): Problem | null {
  if (field === undefined) return null;
  const isPresent = FEATURES.get(field)?.(body) ?? hasPath(body, field.split('.'));
  if (!isPresent) return null;
  const message = `Unsupported parameter: '${field}' is not supported with this model.`;
  const problem = badRequest(message, { param: field, code: 'unsupported_parameter' });
  return { ...problem, isScripted: true };
}

function hasPath(value: unknown, path: readonly string[]): boolean {
  const [name, ...rest] = path;
  if (name === undefined) return true;
  return isJsonObject(value) && Object.hasOwn(value, name) && hasPath(value[name], rest);
}

function turns(body: JsonObject): readonly JsonObject[] {
  const messages = body['messages'];
  return Array.isArray(messages) ? messages.filter(isJsonObject) : [];
}
