import type { Surface } from '../surfaces/surface.ts';
import type { JsonObject } from '../wire/json-object.ts';
import type { Problem } from '../wire/problem.ts';
import { jsonReply, type Reply } from '../wire/reply.ts';
import { statusProblem } from '../wire/status-problem.ts';
import type { FaultActions, ScriptedBody } from './fault-actions.ts';

const FIRST_ERROR = 300;
const OK = 200;

const CODE_STATUS: ReadonlyMap<string, number> = new Map([
  ['rate_limit_exceeded', 429],
  ['rate_limit_error', 429],
  ['insufficient_quota', 429],
  ['overloaded_error', 529],
  ['invalid_api_key', 401],
  ['authentication_error', 401],
  ['permission_error', 403],
  ['model_not_found', 404],
  ['not_found_error', 404],
]);

const MESSAGES: ReadonlyMap<string, string> = new Map([
  ['insufficient_quota', 'You exceeded your current quota. Check your plan and billing details.'],
  ['context_length_exceeded', "This model's maximum context length is exceeded by your messages."],
  ['content_filter', 'The request was refused by the content filter.'],
]);

const CAPACITY = 'This model is at maximum capacity. Try again later.';
const HTML = '<!doctype html>\n<html><body><h1>Bad gateway</h1></body></html>\n';

/** The reply that the script puts in the answer's place, or `null` if it leaves the answer alone. */
export function scriptedReply(
  actions: FaultActions,
  surface: Surface,
  path: string,
): Reply | Problem | null {
  if (actions.service !== undefined) return otherService(actions.service, path);
  if (actions.redirect !== undefined) return redirected(actions.redirect, actions.status);
  if (actions.body !== undefined) return bodyReply(actions.body, actions, surface);
  const status = scriptedStatus(actions);
  if (status === null || status < FIRST_ERROR) return null;
  return problemOf(status, actions);
}

function scriptedStatus({ status, code, retryAfter }: FaultActions): number | null {
  if (status !== undefined) return status;
  if (code !== undefined) return CODE_STATUS.get(code) ?? 400;
  return retryAfter === undefined ? null : 429;
}

function problemOf(status: number, { code }: FaultActions): Problem {
  const usual = statusProblem(status);
  if (code === undefined) return usual;
  return { ...usual, code, message: MESSAGES.get(code) ?? usual.message, isScripted: true };
}

function bodyReply(body: ScriptedBody, actions: FaultActions, surface: Surface): Reply {
  const status = actions.status ?? (body === 'capacity' ? 503 : OK);
  if (body === 'html') return text(status, 'text/html', HTML);
  if (body === 'empty') return text(status, 'application/json', '');
  if (body === 'capacity') {
    return jsonReply(
      surface.errorBody({ ...problemOf(status, actions), message: CAPACITY }),
      status,
    );
  }
  if (body === 'error') return jsonReply(errorObject(status, actions), status);
  return text(status, 'application/json', body.json);
}

/** The error object of a 200: an answer that only its body shows to be a failure. */
function errorObject(status: number, actions: FaultActions): JsonObject {
  const shown = status < FIRST_ERROR ? 502 : status;
  const { message, type, code, param } = problemOf(shown, actions);
  return { error: { message, type, code: code ?? shown, param } };
}

function text(status: number, contentType: string, content: string): Reply {
  return { kind: 'body', status, contentType, text: content, headers: {} };
}

function redirected(location: string, status = 307): Reply {
  return { ...text(status, 'text/plain', ''), headers: { location } };
}

function otherService(service: string, path: string): Reply {
  const isIdentity = path === '/healthz';
  return isIdentity
    ? jsonReply({ service, status: 'ok' })
    : jsonReply({ service, error: `${service} has no such path.` }, 404);
}
