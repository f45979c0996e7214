import type { BrokenScenario } from '../contract-scenario.ts';
import { chunk, completion, DONE, event, ROLE, TEXT_CHUNKS, TOOL_CHUNKS } from './chat-wire.ts';
import { MALFORMED } from './good-scenes.ts';
import type { PeerExchange, Scene } from './peer-exchange.ts';
import { cut, either, forEver, openEnded, stream, streamed } from './scenes.ts';

const ERROR = { error: { message: 'No.', type: 'server_error' } };
const role = event(ROLE);
const text = TEXT_CHUNKS.map(event).join('');
const firstText = event(TEXT_CHUNKS[0] ?? {});
const cutCall = TOOL_CHUNKS.slice(0, 2).map(event).join('');

function halfOfBody({ response }: PeerExchange): void {
  const body = JSON.stringify(completion());
  const head = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  response.writeHead(200, head);
  response.write(body.slice(0, 60));
}

/** The scenes of answers that fall silent and of streams that are not whole. */
export const BROKEN_SCENES: { readonly [Name in BrokenScenario]: Scene } = {
  hang: () => {},
  stall_in_body: either(halfOfBody, openEnded(role)),
  stall_after_text: streamed(openEnded(role, firstText)),
  cut_before_text: streamed(cut(role)),
  cut_after_text: streamed(cut(role, text)),
  comments_only: streamed(forEver(': keep-alive\n\n', ': keep-alive\n\n')),
  reasoning_then_silence: streamed(
    openEnded(role, event(chunk({ reasoning_content: 'Which greeting?' }))),
  ),
  drip: streamed(forEver(role, firstText)),
  malformed_many: streamed(stream(role, firstText, MALFORMED.repeat(4), text, DONE)),
  malformed_in_tool_call: streamed(
    stream(role, event(TOOL_CHUNKS[0] ?? {}), MALFORMED, event(chunk({}, 'tool_calls')), DONE),
  ),
  cut_in_tool_call: streamed(cut(role, cutCall)),
  tool_arguments_cut: streamed(stream(role, cutCall, event(chunk({}, 'tool_calls')), DONE)),
  tool_arguments_length: streamed(stream(role, cutCall, event(chunk({}, 'length')), DONE)),
  no_finish: streamed(stream(role, text)),
  end_mark_without_finish: streamed(stream(role, text, DONE)),
  error_event: streamed(stream(role, `event: error\n${event({ message: 'No.' })}`)),
  error_before_text: streamed(stream(role, event(ERROR), DONE)),
  error_after_text: streamed(stream(role, text, event(ERROR), DONE)),
};
