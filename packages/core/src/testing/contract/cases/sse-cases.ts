import assert from 'node:assert/strict';
import type { CaseRow } from '../case-row.ts';
import type { GoodScenario } from '../contract-scenario.ts';
import { answerOf, STREAM, textOf } from '../operations.ts';
import type { Stage } from '../stage.ts';

/** Reads the stream being played and expects the peer's text and the count of its tokens. */
async function assertWhole(stage: Stage, what: string): Promise<void> {
  const answer = await answerOf(stage, STREAM);
  assert.equal(textOf(answer), stage.peer.text, what);
  assert.equal(answer.choices[0]?.finish_reason, 'stop', what);
  assert.equal(answer.usage?.total_tokens, 12, what);
  assert.equal(answer.scillm.warnings, undefined, what);
}

const FORMS: readonly { readonly play: GoodScenario; readonly title: string }[] = [
  { play: 'line_ends_lf', title: 'reads lines that end in LF' },
  { play: 'line_ends_cr', title: 'reads lines that end in CR' },
  { play: 'line_ends_crlf', title: 'reads lines that end in CRLF' },
  { play: 'split_bytes', title: 'reads a stream that comes byte by byte' },
  { play: 'byte_order_mark', title: 'drops a byte order mark at the start' },
  { play: 'data_lines', title: 'joins several data lines of an event' },
  { play: 'comments_and_fields', title: 'ignores comments and unknown fields' },
  { play: 'no_last_blank_line', title: 'counts a last event without its blank line' },
];

/** How server-sent events may be written. */
export const SSE_CASES: readonly CaseRow[] = [
  ...FORMS.map(
    ({ play, title }): CaseRow => ({
      id: `S1-${play.replaceAll('_', '-')}`,
      title,
      play,
      check: (stage) => assertWhole(stage, play),
    }),
  ),
  {
    id: 'S1-split',
    title: 'reads a stream that is cut in two at any byte, inside a character too',
    play: 'split_at',
    async check(stage) {
      const { peer } = stage;
      for (let at = 1; at <= peer.splits; at += 1) {
        peer.play('split_at', at);
        await assertWhole(stage, `cut at ${at}`);
      }
    },
  },
];
