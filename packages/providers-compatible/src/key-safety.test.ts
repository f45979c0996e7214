import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { inspect } from 'node:util';
import { type CallEvent, collect, readSettings } from '@scillm/core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { contextOf, errorOf, REQUEST } from '../test/ask.ts';
import { type Asked, sendJson, startSmallServer } from '../test/small-server.ts';
import { authProbe } from './auth-probe.ts';
import { type CompatibleTransport, createCompatible } from './create-compatible.ts';

/** Holds characters that look different in JSON, in a URL and in base64. */
const KEY = 'planted/key+0123"4567\\89=end';
const FORMS = [
  KEY,
  encodeURIComponent(KEY),
  Buffer.from(KEY).toString('base64'),
  JSON.stringify(KEY).slice(1, -1),
];
/** The start of each form: what prints a value may write the rest of it in yet another way. */
const SIGNS = [...new Set(FORMS.map((form) => form.slice(0, 14)))];

/** Everything a person could print of a value. */
function printed(value: unknown): string {
  const error = value as { stack?: string; message?: string };
  const shown = inspect(value, { depth: 20, showHidden: true, getters: true });
  return [shown, JSON.stringify(value), String(value), error?.stack, error?.message].join('\n');
}

function expectClean(...values: readonly unknown[]): void {
  const text = values.map(printed).join('\n');
  for (const sign of SIGNS) expect(text).not.toContain(sign);
}

/** Says the key back wherever a backend can. */
function echo(status: number) {
  return (response: Parameters<typeof sendJson>[0], { headers }: Asked): void => {
    const key = headers['x-api-key'] ?? headers.authorization?.replace('Bearer ', '') ?? '';
    const message = `Wrong: ${FORMS.join(' ')} (${headers.authorization}) ${key}`;
    const error = { message, type: `${key}`, code: `${key}`, param: `${key}` };
    sendJson(response, { error }, status, { 'x-request-id': `${key}`, 'request-id': `${key}` });
  };
}

const create = (baseUrl: string, canonicalizeAuth = false): CompatibleTransport =>
  createCompatible({ baseUrl, apiKey: KEY, canonicalizeAuth });

describe('E8 a key', () => {
  it.each([400, 401, 402, 404, 422, 429, 500, 503, 302, 200])(
    'is in nothing that comes of a %i which echoes it',
    async (status) => {
      const server = await startSmallServer(echo(status));
      for (const transport of [create(server.baseUrl), create(server.baseUrl, true)]) {
        const events: CallEvent[] = [];
        const context = contextOf({ onEvent: (event) => events.push(event) });
        const error = await errorOf(transport.complete(REQUEST, context));
        const streamError = await errorOf(transport.stream(REQUEST, context));
        const listError = await errorOf(transport.listModels(contextOf()));
        expect(server.asked.length).toBeGreaterThanOrEqual(3);
        expectClean(error, streamError, listError, context.trail, events, transport);
      }
      expectClean(await authProbe({ baseUrl: server.baseUrl, apiKey: KEY }));
    },
  );

  it('is in nothing that comes of an error inside a stream', async () => {
    const server = await startSmallServer((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(`data: ${JSON.stringify({ error: { message: `Wrong: ${KEY}` } })}\n\n`);
    });
    expectClean(await errorOf(create(server.baseUrl).stream(REQUEST, contextOf())));
  });

  it('is in nothing that comes of an answer that is no HTTP', async () => {
    const server = createServer((socket) => {
      socket.once('data', () => socket.end(`No HTTP but ${KEY}\r\n\r\n`));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const baseUrl = `http://127.0.0.1:${port}/v1`;
    const error = await errorOf(create(baseUrl).complete(REQUEST, contextOf()));
    expect(error.code).toBe('bad_response');
    expectClean(error, await authProbe({ baseUrl, apiKey: KEY }));
  });

  it('A7 leaves its style as the only trace of an answer', async () => {
    const server = await startSmallServer((response) =>
      sendJson(response, {
        model: 'small',
        choices: [{ index: 0, message: { content: 'Yes.' }, finish_reason: 'stop' }],
      }),
    );
    const events: CallEvent[] = [];
    const transport = create(server.baseUrl);
    const context = contextOf({ onEvent: (event) => events.push(event) });
    const answer = await transport.complete(REQUEST, context);
    expect(answer.scillm.authStyle).toBe('bearer');
    expectClean(answer, events, context.trail, transport, readSettings({ CHUTES_API_KEY: KEY }));
  });
});

const IN_BASE64 = Buffer.from(KEY).toString('base64');

it('E8 keeps a key that a good answer echoes out of the trail', async () => {
  const server = await startSmallServer((response) => {
    const choices = [
      { index: 0, message: { role: 'assistant', content: 'x' }, finish_reason: 'stop' },
    ];
    const body = { id: 'x', object: 'chat.completion', created: 1, model: IN_BASE64, choices };
    sendJson(response, body, 200, { 'x-request-id': KEY });
  });
  const transport = createCompatible({ baseUrl: server.baseUrl, apiKey: KEY });
  const whole = await transport.complete(REQUEST, contextOf());
  const streamed = await collect(await transport.stream(REQUEST, contextOf()));
  expectClean(whole.scillm, streamed.scillm);
  expect(whole.scillm.attempts[0]?.requestId).toBe('[secret]');
});
