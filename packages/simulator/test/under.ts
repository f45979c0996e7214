import { expect, vi } from 'vitest';
import type { LogEntry } from '../src/log/log-entry.ts';
import type { AskOptions, RawAnswer } from './ask.ts';
import { chat } from './chat.ts';
import { started } from './started.ts';

/** What the tests of fault words ask. */
export const TEXT = 'Say one two three four';

/** What is answered to it without a fault: four content chunks in a stream. */
export const SAID = 'one two three four';

/** Asks once under a script of one rule. */
export async function under(
  actions: string,
  fields: object = {},
  options?: AskOptions,
): Promise<RawAnswer> {
  const simulator = await started({ faults: `* * -> ${actions}` });
  return chat(simulator, 'openai', TEXT, fields, options);
}

/** The same for a stream. */
export function streamed(actions: string, fields: object = {}): Promise<RawAnswer> {
  return under(actions, { stream: true, ...fields });
}

/** Asks for a stream, leaves when a text has come, and checks that it was the client who left. */
export async function leftAt(
  actions: string,
  last: string,
): Promise<RawAnswer & { readonly entry: LogEntry }> {
  const { simulator, over } = await watched(actions);
  const answer = await chat(
    simulator,
    'openai',
    TEXT,
    { stream: true },
    {
      leaveWhen: (text) => text.includes(last),
    },
  );
  const entry = await over;
  expect(entry.closedBy).toBe('client');
  return { ...answer, entry };
}

/** Asks, waits until the rule is at work, leaves, and checks that it was the client who left. */
export async function leftSilent(actions: string): Promise<RawAnswer> {
  const { simulator, over } = await watched(actions);
  const client = new AbortController();
  const answer = chat(simulator, 'openai', TEXT, {}, { signal: client.signal });
  const isAtWork = (): void => expect(simulator.log.entries()[0]?.rule).toBeTruthy();
  await vi.waitFor(isAtWork, { interval: 1 });
  client.abort();
  expect((await over).closedBy).toBe('client');
  return answer;
}

async function watched(actions: string) {
  let heard: (entry: LogEntry) => void = () => undefined;
  const over = new Promise<LogEntry>((resolve) => {
    heard = resolve;
  });
  const simulator = await started({
    faults: `* * -> ${actions}`,
    onRequest: (entry) => heard(entry),
  });
  return { simulator, over };
}
