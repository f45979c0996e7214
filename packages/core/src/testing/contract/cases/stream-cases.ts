import assert from 'node:assert/strict';
import type { ChatChunk } from '../../../chat/chat-chunk.ts';
import { fakeClock } from '../../fake-clock.ts';
import { advanceUntil } from '../advance-until.ts';
import type { CaseRow } from '../case-row.ts';
import type { BrokenScenario, GoodScenario } from '../contract-scenario.ts';
import { answerOf, COMPLETE, chatErrorOf, STREAM, textOf } from '../operations.ts';
import type { Stage } from '../stage.ts';
import { within } from '../within.ts';

/** Ten times the second of S5. */
const AFTER_FINISH = { stepMs: 100, limitMs: 10_000 };

/** Reads a stream that must break after text, and returns what had been handed out. */
async function textBeforeFailure(stage: Stage, reason: string): Promise<string> {
  const chunks = await stage.transport.stream(stage.request, stage.context());
  let text = '';
  const read = async (): Promise<void> => {
    for await (const { choices } of chunks) text += choices[0]?.delta.content ?? '';
  };
  const error = await chatErrorOf('the stream', read());
  assert.equal(error.code, 'stream_cut');
  assert.equal(error.reason, reason);
  assert.equal(error.partial, text, 'partial is what had been handed out');
  assert.equal(stage.peer.hits.length, 1);
  return text;
}

const BREAKS: readonly {
  readonly id: string;
  readonly title: string;
  readonly play: BrokenScenario;
  readonly reason: string;
}[] = [
  {
    id: '14-cut-after-text',
    title: 'tells a connection cut after text as stream_cut, with what had come',
    play: 'cut_after_text',
    reason: 'socket',
  },
  {
    id: '14-error-after-text',
    title: 'tells an error in the stream, after text, as stream_cut, with what had come',
    play: 'error_after_text',
    reason: 'in_band_error',
  },
  {
    id: 'S5-no-finish',
    title: 'never takes an end without a finish reason for success',
    play: 'no_finish',
    reason: 'no_finish',
  },
  {
    id: 'S5-end-mark',
    title: 'never takes an end mark without a finish reason for success',
    play: 'end_mark_without_finish',
    reason: 'no_finish',
  },
];

const ENDINGS: readonly {
  readonly id: string;
  readonly title: string;
  readonly play: GoodScenario;
}[] = [
  { id: 'S2-no-end-mark', title: 'needs no end mark after a finish reason', play: 'no_end_mark' },
  {
    id: 'S2-empty-choices',
    title: 'takes events without choices and an end mark with blanks around it',
    play: 'empty_choices',
  },
  { id: '14-usage-twice', title: 'keeps the last of two counts', play: 'usage_twice' },
  { id: 'S4', title: 'takes a whole answer where a stream was asked for', play: 'json_for_stream' },
];

/** What makes a stream whole, and what breaks it. */
export const STREAM_CASES: readonly CaseRow[] = [
  ...BREAKS.map(
    ({ id, title, play, reason }): CaseRow => ({
      id,
      title,
      play,
      async check(stage) {
        assert.equal(await textBeforeFailure(stage, reason), stage.peer.text);
      },
    }),
  ),
  ...ENDINGS.map(
    ({ id, title, play }): CaseRow => ({
      id,
      title,
      play,
      async check(stage) {
        const answer = await answerOf(stage, STREAM);
        assert.equal(textOf(answer), stage.peer.text);
        assert.equal(answer.usage?.total_tokens, 12);
        assert.equal(answer.scillm.warnings, undefined);
      },
    }),
  ),
  {
    id: 'S2-error-event',
    title: 'takes an event named error for one, whatever its data',
    play: 'error_event',
    async check(stage) {
      const error = await chatErrorOf('stream', STREAM.run(stage, stage.context()));
      assert.equal(error.code, 'stream_cut');
      assert.equal(error.reason, 'in_band_error');
    },
  },
  {
    id: 'S3-few',
    title: 'skips a few events that are not JSON, and counts them',
    play: 'malformed_few',
    async check(stage) {
      const answer = await answerOf(stage, STREAM);
      assert.equal(textOf(answer), stage.peer.text);
      assert.deepEqual(answer.scillm.warnings, [{ code: 'malformed_chunk', count: 3 }]);
    },
  },
  {
    id: 'S3-tool-call',
    title: 'tells one event that is not JSON inside a tool call as stream_cut',
    play: 'malformed_in_tool_call',
    async check(stage) {
      const error = await chatErrorOf('stream', STREAM.run(stage, stage.context()));
      assert.equal(error.code, 'stream_cut');
      assert.equal(error.reason, 'malformed');
    },
  },
  {
    id: 'S5-duplicate',
    title: 'drops a second final chunk',
    play: 'duplicate_finish',
    async check(stage) {
      const finishes: unknown[] = [];
      for await (const { choices } of await stage.transport.stream(
        stage.request,
        stage.context(),
      )) {
        const reason = choices[0]?.finish_reason ?? null;
        if (reason !== null) finishes.push(reason);
      }
      assert.deepEqual(finishes, ['stop']);
    },
  },
  {
    id: 'S5-left-open',
    title: 'ends well within a second of the finish if the connection stays open, and closes it',
    play: 'finish_then_open',
    check: (stage) => assertEndsWell(stage, undefined),
  },
  {
    id: 'S5-left-open-after-end-mark',
    title: 'ends well if the connection stays open after the end mark',
    play: 'end_mark_then_open',
    check: (stage) => assertEndsWell(stage, 12),
  },
  {
    id: 'S9-rejects',
    title: 'rejects before it gives a stream if the answer breaks before its first content',
    play: 'cut_before_text',
    async check(stage) {
      for (const scenario of ['cut_before_text', 'error_before_text'] as const) {
        stage.peer.play(scenario);
        const opening = stage.transport.stream(stage.request, stage.context());
        const error = await chatErrorOf(`opening ${scenario}`, opening);
        assert.equal(error.code, 'stream_cut');
      }
    },
  },
  {
    id: 'S9-replays',
    title: 'has the first content in hand when it gives the stream',
    play: 'stall_after_text',
    async check(stage) {
      const clock = fakeClock({ sleepsPass: false });
      const chunks = await stage.transport.stream(stage.request, stage.context({ clock }));
      const iterator = chunks[Symbol.asyncIterator]();
      let content = '';
      while (content === '') {
        const { value } = await within(1000, 'the first content', iterator.next());
        content = (value as ChatChunk | undefined)?.choices[0]?.delta.content ?? '';
      }
      assert.ok(stage.peer.text.startsWith(content));
      await iterator.return?.();
    },
  },
];

/** Reads up to the finish reason, then expects a good end although the connection stays open. */
async function assertEndsWell(stage: Stage, tokens: number | undefined): Promise<void> {
  const clock = fakeClock({ sleepsPass: false });
  const chunks = await stage.transport.stream(stage.request, stage.context({ clock }));
  const iterator = chunks[Symbol.asyncIterator]();
  let last: ChatChunk | undefined;
  const isFinish = (chunk: ChatChunk | undefined): boolean =>
    (chunk?.choices[0]?.finish_reason ?? null) !== null;
  while (!isFinish(last)) {
    last = (await within(2000, 'the finish', iterator.next())).value;
    assert.ok(last !== undefined, 'the finish reason comes before the end');
  }
  const end = async (): Promise<ChatChunk> => {
    const { value } = await iterator.next();
    const { done } = await iterator.next();
    assert.equal(done, true, 'one chunk follows the finish');
    return value;
  };
  const final = await within(20_000, 'the end', advanceUntil(clock, end(), AFTER_FINISH));
  assert.deepEqual(final.choices, []);
  assert.equal(final.usage?.total_tokens, tokens);
  await within(1000, 'closing the connection', stage.peer.left());
  stage.peer.play('answer');
  await answerOf(stage, COMPLETE);
}
