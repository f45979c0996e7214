import { describe, expect, it } from 'vitest';
import { createContext } from '../call/create-context.ts';
import { recordAttempt } from '../call/record-attempt.ts';
import type { ChatResponse } from '../chat/chat-response.ts';
import { readSettings } from '../config/read-settings.ts';
import { ChatError } from '../error/chat-error.ts';
import { fakeClock } from '../testing/fake-clock.ts';
import { pipedBody } from '../testing/piped-body.ts';
import type { AnswerOptions } from './answer-options.ts';
import { collect } from './collect.ts';
import { openChatStream } from './open-chat-stream.ts';
import { readCompletion } from './read-completion.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const MESSAGE = { role: 'assistant', content: 'a' };
const USAGE = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };

function completion(changes: object = {}, message: object = MESSAGE, finish_reason = 'stop') {
  const choices = [{ index: 0, message, finish_reason }];
  return { id: 'x', object: 'chat.completion', created: 1, model: 'm', choices, ...changes };
}

/** An attempt, what reads its answer, and the answer's body. */
function setUp(changes: Partial<AnswerOptions> = {}) {
  const controller = new AbortController();
  const settings = readSettings({});
  const context = createContext({ clock: fakeClock(), signal: controller.signal }, { settings });
  const record = recordAttempt(context, {
    ...{ transport: 'chutes', provider: 'chutes', base: 'https://c.test/v1' },
    ...{ model: 'sent', pool: 'p', authStyle: 'bearer' },
  });
  const options: AnswerOptions = {
    ...{ subject: 'chutes', provider: 'chutes', model: 'sent', record },
    describeError: ({ status, body }) =>
      new ChatError('server_error', JSON.stringify(body), { status }),
    ...changes,
  };
  const body = pipedBody();
  record.context.signal.addEventListener('abort', body.cancel, { once: true });
  return { controller, context, options, body, attempt: () => context.trail[0] };
}

type Read = (
  answer: { status: number; headers: Record<string, string | string[]>; text: string },
  changes?: Partial<AnswerOptions>,
) => Promise<{ response: Promise<ChatResponse>; attempt: ReturnType<typeof setUp>['attempt'] }>;

const complete: Read = async ({ text, ...head }, changes) => {
  const { options, body, attempt } = setUp(changes);
  if (text !== '') body.write(text);
  body.finish();
  return { response: readCompletion({ ...head, body }, options), attempt };
};

const stream: Read = async ({ text, ...head }, changes) => {
  const { options, body, attempt } = setUp(changes);
  if (text !== '') body.write(text);
  body.finish();
  const chunks = openChatStream(async () => ({ ...head, body }), options);
  return { response: chunks.then(collect), attempt };
};

const ok = (value: unknown) => ({ status: 200, headers: JSON_TYPE, text: JSON.stringify(value) });

describe.each([
  ['readCompletion', complete],
  ['S4 openChatStream', stream],
])('%s of a whole answer', (_, read) => {
  it('gives the answer and who gave it', async () => {
    const headers = { ...JSON_TYPE, 'x-request-id': 'r1' };
    const { response, attempt } = await read({ ...ok(completion({ usage: USAGE })), headers });
    const { scillm, ...rest } = await response;
    expect(rest).toEqual(completion({ usage: USAGE }));
    expect(scillm).toMatchObject({ servedModel: 'chutes/m', attempts: [attempt()] });
    expect(attempt()).toMatchObject({
      outcome: 'served',
      status: 200,
      requestId: 'r1',
      usage: USAGE,
    });
  });

  it('W2 keeps fields it does not know, and fills in the object', async () => {
    const extras = { system_fingerprint: 'f', citations: ['c'], object: undefined };
    const { response } = await read(ok(completion(extras)));
    expect(await response).toMatchObject({ ...extras, object: 'chat.completion' });
  });

  it('takes a byte order mark, and any JSON type', async () => {
    for (const type of ['Application/JSON; charset=utf-8', 'application/vnd.api+json']) {
      const text = `\ufeff${JSON.stringify(completion())}`;
      const { response } = await read({ status: 200, headers: { 'content-type': type }, text });
      expect((await response).choices[0]?.message).toEqual(MESSAGE);
    }
  });

  it('E9 marks a refusal', async () => {
    const { response } = await read(
      ok(completion({}, { role: 'assistant', content: null, refusal: 'no' })),
    );
    expect((await response).scillm.refused).toBe(true);
  });

  it.each<[string, unknown, object]>([
    ['an error', { error: { message: 'x' } }, { code: 'server_error', status: 502 }],
    ['an error with a status', { error: { code: 429 } }, { code: 'server_error', status: 429 }],
    [
      'an error beside no choices',
      { error: 'x', choices: [] },
      { code: 'server_error', status: 502 },
    ],
    ['no choices', { id: 'x' }, { code: 'bad_response', reason: 'no_choices', status: 200 }],
    ['empty choices', completion({ choices: [] }), { code: 'bad_response', reason: 'no_choices' }],
    ['choices without message', completion({ choices: [{}] }), { code: 'bad_response' }],
    ['choices that are null', completion({ choices: [null] }), { code: 'bad_response' }],
    ['null', null, { code: 'bad_response', reason: 'no_choices' }],
    [
      'nothing said',
      completion({}, { role: 'assistant', content: '' }),
      { code: 'empty_response' },
    ],
    [
      'reasoning alone',
      completion({}, { role: 'assistant', content: null, reasoning_content: 'hm' }),
      { code: 'empty_response' },
    ],
    [
      'a filter',
      completion({}, MESSAGE, 'content_filter'),
      { code: 'content_filter', partial: 'a' },
    ],
  ])('E3 rejects %s', async (_case, value, expected) => {
    const { response, attempt } = await read(ok(value));
    await expect(response).rejects.toMatchObject(expected);
    expect(attempt()?.status).toBe(200);
  });

  it('allowEmpty takes an empty answer', async () => {
    const empty = completion({}, { role: 'assistant', content: '' });
    const { response } = await read(ok(empty), { allowEmpty: true });
    expect((await response).choices[0]?.message.content).toBe('');
  });

  it.each<[string, Record<string, string>, string, string]>([
    ['a page', { 'content-type': 'text/html; charset=utf-8' }, '<html>', 'not_json'],
    ['cut JSON', JSON_TYPE, '{"choices":[', 'not_json'],
    ['nothing', JSON_TYPE, '', 'empty_body'],
    ['nothing of no type', { 'content-length': '0' }, '', 'empty_body'],
    ['compressed bytes', { ...JSON_TYPE, 'content-encoding': 'gzip' }, 'x', 'compressed'],
    ['a compressed stream', { 'content-encoding': 'br' }, 'x', 'compressed'],
  ])('is bad_response for a 200 with %s', async (_case, headers, text, reason) => {
    const { response } = await read({ status: 200, headers, text });
    await expect(response).rejects.toMatchObject({ code: 'bad_response', reason });
  });

  it.each([
    [500, JSON_TYPE, '{"a":1}', '{"a":1}'],
    [302, {}, 'moved', '"moved"'],
    [401, JSON_TYPE, 'no JSON', '"no JSON"'],
    [429, { 'content-type': 'text/event-stream' }, '', '""'],
    [503, {}, 'x'.repeat(70_000), `"${'x'.repeat(298)}…`],
  ])('gives the reading of the provider for %i', async (status, headers, text, message) => {
    const { response, attempt } = await read({ status, headers, text });
    await expect(response).rejects.toMatchObject({ code: 'server_error', status, message });
    expect(attempt()?.status).toBe(status);
  });

  it('refuses more than maxBytes', async () => {
    const { response } = await read(ok(completion()), { maxBytes: 20 });
    await expect(response).rejects.toMatchObject({ code: 'bad_response', reason: 'oversized' });
  });
});

describe('a body that breaks off', () => {
  const network = new ChatError('network', 'Reset.', { reason: 'ECONNRESET' });

  it('does not hide a failing status', async () => {
    const { options, body } = setUp();
    body.write('{"error"');
    body.finish(network);
    await expect(readCompletion({ status: 429, headers: {}, body }, options)).rejects.toMatchObject(
      {
        code: 'server_error',
        status: 429,
      },
    );
  });

  it('is the error of a whole answer', async () => {
    const { options, body } = setUp();
    body.write('{"choices"');
    body.finish(network);
    await expect(readCompletion({ status: 200, headers: {}, body }, options)).rejects.toBe(network);
  });

  it('C4 is the end of an aborted call, whatever the status', async () => {
    for (const status of [200, 429]) {
      const { options, body, controller } = setUp();
      const reading = readCompletion({ status, headers: {}, body }, options);
      controller.abort('bored');
      await expect(reading).rejects.toMatchObject({ code: 'aborted' });
    }
  });
});
