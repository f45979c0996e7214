/** What every good answer says: characters of one to four bytes. */
export const TEXT = 'Grüße, 世界 🌲';

/** The arguments of the tool call, as text. */
export const TOOL_ARGUMENTS = '{"city":"Köln"}';

const PIECES = ['Grü', 'ße, 世', '界 🌲'];

const ENVELOPE = {
  id: 'contract-1',
  created: 1_790_000_000,
  model: 'contract-model',
  system_fingerprint: 'contract',
};

/** Tokens as the peer counts them. */
export const USAGE: object = { prompt_tokens: 5, completion_tokens: 7, total_tokens: 12 };

/** A whole answer with this message. */
export function completion(
  message: object = { content: TEXT },
  finishReason = 'stop',
  usage: object | undefined = USAGE,
): object {
  const whole = { role: 'assistant', content: null, ...message };
  const choices = [{ index: 0, message: whole, finish_reason: finishReason }];
  return { ...ENVELOPE, object: 'chat.completion', choices, ...(usage && { usage }) };
}

/** One chunk, with a delta or with none. */
export function chunk(
  delta: object | undefined,
  finishReason: string | null = null,
  extra = {},
): object {
  const choices = delta === undefined ? [] : [{ index: 0, delta, finish_reason: finishReason }];
  return { ...ENVELOPE, object: 'chat.completion.chunk', choices, ...extra };
}

/** The chunk that begins every stream. */
export const ROLE: object = chunk({ role: 'assistant', content: '' });
/** The text, in pieces. */
export const TEXT_CHUNKS: readonly object[] = PIECES.map((content) => chunk({ content }));
/** The chunk that says the model is done. */
export const FINISH: object = chunk({}, 'stop');
/** The chunk that counts. */
export const USAGE_CHUNK: object = chunk(undefined, null, { usage: USAGE });
/** A whole stream but for its end mark. */
export const CHUNKS: readonly object[] = [ROLE, ...TEXT_CHUNKS, FINISH, USAGE_CHUNK];

/** A call of a tool, in pieces. */
export const TOOL_CHUNKS: readonly object[] = [
  { id: 'call-1', type: 'function', function: { name: 'look_up', arguments: '' } },
  { function: { arguments: TOOL_ARGUMENTS.slice(0, 9) } },
  { function: { arguments: TOOL_ARGUMENTS.slice(9) } },
].map((call) => chunk({ tool_calls: [{ index: 0, ...call }] }));

/** The arguments of the second of two calls, as text. */
export const MORE_ARGUMENTS = '{"city":"Wien"}';

/** Two calls of a tool, their pieces in turn. */
export const MIXED_CHUNKS: readonly object[] = [
  [begin('call-1'), begin('call-2')],
  [part(0, TOOL_ARGUMENTS.slice(0, 9))],
  [part(1, MORE_ARGUMENTS.slice(0, 5))],
  [part(1, MORE_ARGUMENTS.slice(5)), part(0, TOOL_ARGUMENTS.slice(9))],
].map((calls) => chunk({ tool_calls: calls }));

/** A call of a tool without parameters. */
export const BARE_CHUNK: object = chunk({ tool_calls: [begin('call-1')] });

function begin(id: string): object {
  const index = Number(id.at(-1)) - 1;
  return { index, id, type: 'function', function: { name: 'look_up', arguments: '' } };
}

function part(index: number, text: string): object {
  return { index, function: { arguments: text } };
}

/** A server-sent event. */
export function event(data: object): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}

/** The end mark. */
export const DONE = 'data: [DONE]\n\n';

/** Chunks as events, with the end mark. */
export function wholeStream(chunks: readonly object[] = CHUNKS): string {
  return chunks.map(event).join('') + DONE;
}
