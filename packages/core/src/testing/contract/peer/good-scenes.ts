import type { GoodScenario } from '../contract-scenario.ts';
import {
  BARE_CHUNK,
  CHUNKS,
  chunk,
  completion,
  DONE,
  event,
  FINISH,
  MIXED_CHUNKS,
  MORE_ARGUMENTS,
  ROLE,
  TEXT,
  TEXT_CHUNKS,
  TOOL_ARGUMENTS,
  TOOL_CHUNKS,
  USAGE,
  USAGE_CHUNK,
  wholeStream,
} from './chat-wire.ts';
import type { Scene } from './peer-exchange.ts';
import { chunks, either, json, openEnded, stream, streamed } from './scenes.ts';

/** A stream as short as can be, with line ends of two bytes. */
const SHORT = Buffer.from(
  wholeStream([chunk({ content: TEXT }, 'stop', { usage: USAGE })]).replaceAll('\n', '\r\n'),
);

/** How many places {@link SHORT} can be cut at. */
export const SPLITS: number = SHORT.length - 1;

/** An event that is not JSON. */
export const MALFORMED = 'data: {"choices": [\n\n';
const begun = [ROLE, ...TEXT_CHUNKS];
const wrongUsage = chunk(undefined, null, {
  usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
});
const lookUp = (...texts: readonly string[]) => ({
  tool_calls: texts.map((text, index) => ({
    id: `call-${index + 1}`,
    type: 'function',
    function: { name: 'look_up', arguments: text },
  })),
});
const toolCalls = (plain: object, ...streamed: readonly object[]): Scene =>
  either(
    json(completion(plain, 'tool_calls')),
    chunks(ROLE, ...streamed, chunk({}, 'tool_calls'), USAGE_CHUNK),
  );
const spread = CHUNKS.map(
  (data) => `data:${JSON.stringify(data, null, 1).replaceAll('\n', '\ndata: ')}\n\n`,
).join('');
const adorned = CHUNKS.map(
  (data, index) =>
    `: keep-alive\nid: ${index}\nretry:5\nfield\nx-other: y\ndata:${JSON.stringify(data)}\n\n:\n\n`,
).join('');

/** The scenes of whole answers. */
export const GOOD_SCENES: { readonly [Name in GoodScenario]: Scene } = {
  answer: either(json(completion()), chunks(...CHUNKS)),
  no_usage: either(json({ ...completion(), usage: undefined }), chunks(...begun, FINISH)),
  usage_twice: streamed(chunks(...begun, FINISH, wrongUsage, USAGE_CHUNK)),
  tool_call: toolCalls(lookUp(TOOL_ARGUMENTS), ...TOOL_CHUNKS),
  tool_calls_mixed: toolCalls(lookUp(TOOL_ARGUMENTS, MORE_ARGUMENTS), ...MIXED_CHUNKS),
  tool_call_bare: toolCalls(lookUp(''), BARE_CHUNK),
  json_for_stream: json(completion()),
  line_ends_lf: streamed(stream(wholeStream())),
  line_ends_cr: streamed(stream(wholeStream().replaceAll('\n', '\r'))),
  line_ends_crlf: streamed(stream(wholeStream().replaceAll('\n', '\r\n'))),
  split_at: streamed((exchange) =>
    stream(SHORT.subarray(0, exchange.at), SHORT.subarray(exchange.at))(exchange),
  ),
  split_bytes: streamed(
    stream(...Array.from(Buffer.from(wholeStream()), (byte) => Uint8Array.of(byte))),
  ),
  byte_order_mark: streamed(stream(`\ufeff${wholeStream([...TEXT_CHUNKS, FINISH, USAGE_CHUNK])}`)),
  data_lines: streamed(stream(spread, DONE)),
  comments_and_fields: streamed(stream(adorned, DONE)),
  no_last_blank_line: streamed(
    stream([...begun, FINISH].map(event).join(''), event(USAGE_CHUNK).trimEnd()),
  ),
  empty_choices: streamed(
    stream(
      CHUNKS.flatMap((data) => [event(chunk(undefined)), event(data)]).join(''),
      'data:   [DONE]  \n\n',
    ),
  ),
  malformed_few: streamed(
    stream(CHUNKS.map((data, index) => event(data) + (index < 3 ? MALFORMED : '')).join(''), DONE),
  ),
  duplicate_finish: streamed(chunks(...begun, FINISH, FINISH, USAGE_CHUNK)),
  no_end_mark: streamed(stream(CHUNKS.map(event).join(''))),
  finish_then_open: streamed(openEnded([...begun, FINISH].map(event).join(''))),
  end_mark_then_open: streamed(openEnded(wholeStream())),
};
