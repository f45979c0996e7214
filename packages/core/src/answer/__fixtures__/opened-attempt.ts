import { getEventListeners } from 'node:events';
import { expect } from 'vitest';
import type { CallContext } from '../../call/call-context.ts';
import { createContext } from '../../call/create-context.ts';
import { forkContext } from '../../call/fork-context.ts';
import { recordAttempt } from '../../call/record-attempt.ts';
import type { Attempt } from '../../chat/attempt.ts';
import type { ChatChunk } from '../../chat/chat-chunk.ts';
import { readSettings } from '../../config/read-settings.ts';
import { ChatError } from '../../error/chat-error.ts';
import { type FakeClock, fakeClock } from '../../testing/fake-clock.ts';
import { type PipedBody, pipedBody } from '../../testing/piped-body.ts';
import { openChatStream } from '../open-chat-stream.ts';

const SSE: Record<string, string> = { 'content-type': 'text/event-stream; charset=utf-8' };
/** An event that adds this to the first choice. */
export const delta = (fields: object): string =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta: fields }] })}\n\n`;
/** The event that ends it. */
export const STOP: string = 'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n';

/** Lets everything that can happen now happen. */
export const turn = (): Promise<unknown> => new Promise(setImmediate);

/** An attempt whose answer is in the hands of a test. */
export interface OpenedAttempt {
  readonly clock: FakeClock;
  readonly controller: AbortController;
  readonly body: PipedBody;
  readonly opening: Promise<AsyncIterable<ChatChunk>>;
  stream(): Promise<AsyncIterator<ChatChunk>>;
  attempt(): Attempt | undefined;
  /** No timer and no listener. */
  expectNothingLeft(): void;
}

/** Options of {@link setUp}. */
export interface OpenedAttemptOptions {
  /** Of the answer. @default those of a stream */
  readonly headers?: Readonly<Record<string, string>>;
  /** Who else could take the call over. @default 'none' */
  readonly elsewhere?: ReturnType<CallContext['elsewhere']>;
}

/** Opens one. */
export function setUp(options: OpenedAttemptOptions = {}): OpenedAttempt {
  const { headers = SSE, elsewhere = 'none' } = options;
  const clock = fakeClock();
  const controller = new AbortController();
  const settings = readSettings({});
  const call = createContext({ clock, signal: controller.signal }, { settings });
  const context = forkContext(call, { elsewhere: () => elsewhere });
  const record = recordAttempt(context, {
    ...{ transport: 'chutes', provider: 'chutes', base: 'https://c.test/v1' },
    ...{ model: 'sent', pool: 'p', authStyle: 'bearer' },
  });
  const body = pipedBody();
  record.context.signal.addEventListener('abort', body.cancel, { once: true });
  const opening = openChatStream(async () => ({ status: 200, headers, body }), {
    ...{ subject: 'chutes', provider: 'chutes', model: 'sent', record },
    describeError: () => new ChatError('server_error', 'Broken.'),
  });
  opening.catch((error: unknown) => record.fail(error));
  const stream = async (): Promise<AsyncIterator<ChatChunk>> =>
    (await opening)[Symbol.asyncIterator]();
  const attempt = () => context.trail[0];
  const expectNothingLeft = (): void => {
    expect(clock.alarmCount).toBe(0);
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
  };
  return { clock, controller, body, opening, stream, attempt, expectNothingLeft };
}
