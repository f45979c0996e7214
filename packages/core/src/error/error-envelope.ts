import type { ErrorEnvelope } from './classify.ts';

/**
 * Reads the error out of a failing body: OpenAI's `{ error: { message, type, code, param } }`, a
 * bare `{ error: "text" }`, FastAPI's `{ detail }`, or plain text. Anything else is an empty message.
 */
export function readErrorEnvelope(body: unknown): ErrorEnvelope {
  if (typeof body === 'string') return { message: body };
  if (!isRecord(body)) return { message: '' };
  const error = body['error'];
  if (typeof error === 'string') return { message: error };
  const fields = isRecord(error) ? error : body;
  const message = [fields['message'], body['detail'], body['message']].find(
    (text) => typeof text === 'string',
  );
  return {
    message: typeof message === 'string' ? message : '',
    ...word('code', fields['code']),
    ...word('type', fields['type']),
    ...word('param', fields['param']),
  };
}

/**
 * The status of a 200 that is an error all the same: it has `error` and no `choices`. The body's own
 * numeric code counts, else 502; `undefined` if the body is no such error.
 */
export function disguisedStatus(body: unknown): number | undefined {
  if (!isRecord(body) || body['error'] === undefined || body['error'] === null) return undefined;
  if (Array.isArray(body['choices']) && body['choices'].length > 0) return undefined;
  const error = isRecord(body['error']) ? body['error'] : {};
  const status = [error['code'], error['status']].find(
    (value) => typeof value === 'number' && value >= 400 && value <= 599,
  );
  return typeof status === 'number' ? status : 502;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function word(field: 'code' | 'type' | 'param', value: unknown): { [field: string]: string } {
  return typeof value === 'string' && value !== '' ? { [field]: value } : {};
}
