import type { CallOptions } from '../call/call-options.ts';
import { ChatError } from '../error/chat-error.ts';

/** How a call wants its stream, nothing left open. */
export type StreamRules = Required<Pick<CallOptions, 'streamMode' | 'toolCalls'>>;

const MODES: readonly string[] = ['commit', 'restart', 'hold'];
const WAYS: readonly string[] = ['withhold', 'live'];

/** The call's own word, then what is usual, then the defaults. Throws `invalid_config` for a mode there is not. */
export function streamRules(
  { streamMode, toolCalls }: CallOptions,
  usual: Pick<CallOptions, 'streamMode' | 'toolCalls'> = {},
): StreamRules {
  const rules: StreamRules = {
    streamMode: streamMode ?? usual.streamMode ?? 'commit',
    toolCalls: toolCalls ?? usual.toolCalls ?? 'withhold',
  };
  checkOneOf('streamMode', rules.streamMode, MODES);
  checkOneOf('toolCalls', rules.toolCalls, WAYS);
  return rules;
}

function checkOneOf(name: string, value: string, allowed: readonly string[]): void {
  if (allowed.includes(value)) return;
  throw new ChatError(
    'invalid_config',
    `${name} is ${JSON.stringify(value)}. Use one of ${allowed.join(', ')}.`,
  );
}
