import assert from 'node:assert/strict';
import { forkContext } from '../../../call/fork-context.ts';
import type { ChatError } from '../../../error/chat-error.ts';
import { fakeClock } from '../../fake-clock.ts';
import { advanceUntil } from '../advance-until.ts';
import type { CaseRow } from '../case-row.ts';
import type { BrokenScenario } from '../contract-scenario.ts';
import { chatErrorOf } from '../operations.ts';
import type { Stage } from '../stage.ts';
import { within } from '../within.ts';

const CLOSE_MS = 1000;
const STEP = { stepMs: 500, limitMs: 300_000 };
const FIRST_TOKEN_MS = 10_000;
const IDLE_MS = 15_000;

/** A stream that never begins, while another deployment could take the call over. */
async function firstTokenFailure(stage: Stage, scenario: BrokenScenario): Promise<void> {
  stage.peer.play(scenario);
  const clock = fakeClock({ sleepsPass: false });
  const startedAtMs = clock.now();
  const context = forkContext(stage.context({ clock }), { elsewhere: () => 'fallback' });
  const opening = stage.transport.stream(stage.request, context);
  await stage.peer.arrived();
  const error = await chatErrorOf(scenario, advanceUntil(clock, opening, STEP));
  assert.equal(error.code, 'timeout');
  assert.equal(error.reason, 'first_token');
  assertAbout(clock.now() - startedAtMs, FIRST_TOKEN_MS);
  assert.equal(stage.peer.hits.length, 1);
  await within(CLOSE_MS, 'closing the connection', stage.peer.left());
}

/** Never early; late by a few steps at most, since steps go on while the answer is on its way. */
function assertAbout(tookMs: number, limitMs: number): void {
  assert.ok(tookMs >= limitMs && tookMs <= 2 * limitMs, `it took ${tookMs} ms, not ${limitMs}`);
}

/** The error of a stream that begins and then falls silent. */
async function idleFailure(stage: Stage): Promise<ChatError> {
  const clock = fakeClock({ sleepsPass: false });
  const chunks = await stage.transport.stream(stage.request, stage.context({ clock }));
  const read = async (): Promise<void> => {
    for await (const _ of chunks);
  };
  const startedAtMs = clock.now();
  const error = await chatErrorOf('the stream', advanceUntil(clock, read(), STEP));
  assert.equal(error.code, 'timeout');
  assert.equal(error.reason, 'idle');
  assertAbout(clock.now() - startedAtMs, IDLE_MS);
  assert.equal(stage.peer.hits.length, 1);
  await within(CLOSE_MS, 'closing the connection', stage.peer.left());
  return error;
}

/** What the timers make of streams that are too slow. */
export const TIMER_CASES: readonly CaseRow[] = [
  {
    id: '14-first-token',
    title: 'ends a stream that brings no headers or only its role',
    play: 'hang',
    async check(stage) {
      await firstTokenFailure(stage, 'hang');
      await firstTokenFailure(stage, 'stall_in_body');
    },
  },
  {
    id: '14-comments-only',
    title: 'is not kept waiting by comments',
    play: 'comments_only',
    check: (stage) => firstTokenFailure(stage, 'comments_only'),
  },
  {
    id: '14-stall',
    title: 'tells silence after text as idle, with what had come',
    play: 'stall_after_text',
    async check(stage) {
      const { partial } = await idleFailure(stage);
      assert.ok(partial !== undefined && stage.peer.text.startsWith(partial));
    },
  },
  {
    id: '14-reasoning-only',
    title: 'tells reasoning and then silence as idle',
    play: 'reasoning_then_silence',
    async check(stage) {
      await idleFailure(stage);
    },
  },
  {
    id: '14-slow-drip',
    title: 'bounds an answer that never ends by the deadline',
    play: 'drip',
    async check(stage) {
      const clock = fakeClock({ sleepsPass: false });
      const context = stage.context({ clock, deadlineMs: 60_000 });
      const read = async (): Promise<void> => {
        const chunks = await stage.transport.stream(stage.request, context);
        for await (const _ of chunks) clock.advance(5000);
      };
      const error = await chatErrorOf('the stream', read());
      assert.equal(error.code, 'deadline');
      assert.equal(stage.peer.hits.length, 1);
      await within(CLOSE_MS, 'closing the connection', stage.peer.left());
    },
  },
];
