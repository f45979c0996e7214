import { servedModel } from '../call/served-model.ts';
import type { CallMeta } from '../chat/call-meta.ts';
import type { ChatResponse } from '../chat/chat-response.ts';
import type { ChatError } from '../error/chat-error.ts';
import { disguisedStatus } from '../error/error-envelope.ts';
import { redactEcho } from '../error/redact-echo.ts';
import type { HttpAnswer, HttpBody } from '../http/http-client.ts';
import { headerValues } from '../http/http-headers.ts';
import { readText } from '../http/read-text.ts';
import type { AnswerOptions } from './answer-options.ts';
import { checkCompletion, noCompletion } from './check-completion.ts';

const MOST_BYTES = 64 * 1024 * 1024;
const MOST_ERROR_BYTES = 64 * 1024;

type Loose = Omit<ChatResponse, 'object' | 'scillm'> & { object: string; scillm?: CallMeta };

/**
 * Reads a whole answer and closes its attempt as served. Throws the provider's reading of a failing
 * answer, of an error in the clothes of a 200 too; `bad_response`, `empty_response` or
 * `content_filter` for what cannot be used. The caller closes the attempt as failed.
 */
export async function readCompletion(
  answer: HttpAnswer,
  options: AnswerOptions,
): Promise<ChatResponse> {
  noteAnswer(answer, options);
  if (isFailed(answer)) throw await failureOf(answer, options);
  const { subject, provider, model, record, maxBytes = MOST_BYTES } = options;
  const text = await readText(answer.body, { maxBytes, beyond: 'fail', subject });
  const body = parse(text, subject);
  const status = disguisedStatus(body);
  if (status !== undefined) throw options.describeError({ status, headers: answer.headers, body });
  const choices = checkCompletion(body, options);
  const response = body as Loose;
  const served = redactEcho(servedModel(provider, response.model, model), options.secrets);
  const { usage } = response;
  record.context.note(usage ? { servedModel: served, usage } : { servedModel: served });
  // Some servers write a usage of null, which says as much as an absent one.
  if (!usage) Reflect.deleteProperty(response, 'usage');
  const isRefusal = choices.some(({ message }) => Boolean(message.refusal));
  response.object = 'chat.completion';
  response.scillm = record.serve({ isRefusal });
  return response as ChatResponse;
}

/** Notes status and request id. Throws `bad_response` for a good answer that is compressed. */
export function noteAnswer(answer: HttpAnswer, { subject, record, secrets }: AnswerOptions): void {
  const { status, headers, body } = answer;
  const [requestId] = headerValues(headers, 'x-request-id');
  record.context.note(
    requestId === undefined ? { status } : { status, requestId: redactEcho(requestId, secrets) },
  );
  const [encoding = 'identity'] = headerValues(headers, 'content-encoding');
  if (encoding === 'identity' || isFailed(answer)) return;
  body.cancel();
  throw noCompletion(subject, 'compressed');
}

/** Whether the status says that it is no answer. */
export function isFailed({ status }: HttpAnswer): boolean {
  return status < 200 || status >= 300;
}

/** The provider's reading of a failing answer. */
export async function failureOf(
  { status, headers, body }: HttpAnswer,
  options: AnswerOptions,
): Promise<ChatError> {
  const text = await readErrorText(body, options);
  return options.describeError({ status, headers, body: parseLoosely(text) });
}

/** A body that breaks off does not hide the status that came before it. */
async function readErrorText(body: HttpBody, { subject, record }: AnswerOptions): Promise<string> {
  try {
    return await readText(body, { maxBytes: MOST_ERROR_BYTES, beyond: 'cut', subject });
  } catch (error) {
    if (record.context.cancellation.aborted) throw error;
    return '';
  }
}

function parse(text: string, subject: string): unknown {
  try {
    return JSON.parse(text.startsWith('\ufeff') ? text.slice(1) : text);
  } catch {
    throw noCompletion(subject, text.trim() === '' ? 'empty_body' : 'not_json');
  }
}

function parseLoosely(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
