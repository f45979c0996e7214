import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import type { CallOptions } from '../../../call/call-options.ts';
import { type FakeClock, fakeClock } from '../../fake-clock.ts';
import { advanceUntil } from '../advance-until.ts';
import type { CaseRow } from '../case-row.ts';
import type { ContractScenario } from '../contract-scenario.ts';
import { answerOf, COMPLETE, chatErrorOf, OPERATIONS, STREAM } from '../operations.ts';
import { renewed, type Stage } from '../stage.ts';
import { within } from '../within.ts';
import { FAULT_ROWS } from './fault-rows.ts';

const SECOND = { stepMs: 1000, limitMs: 600_000 };
const DEADLINE_MS = 5000;

/** A clock that stands still, a signal that can abort, and what is left of both after a call. */
interface Traces {
  readonly clock: FakeClock;
  readonly controller: AbortController;
  readonly options: CallOptions;
  /** Asserts that the call left neither timer nor listener. */
  assertClean(after: string): void;
}

function traces(): Traces {
  const clock = fakeClock({ sleepsPass: false });
  const controller = new AbortController();
  return {
    clock,
    controller,
    options: { clock, signal: controller.signal },
    assertClean(after) {
      assert.equal(clock.alarmCount, 0, `alarms left after ${after}`);
      assert.equal(clock.sleeperCount, 0, `sleepers left after ${after}`);
      const listeners = getEventListeners(controller.signal, 'abort');
      assert.equal(listeners.length, 0, `listeners left on the caller's signal after ${after}`);
    },
  };
}

/** Plays a scenario to its end, moving the time only where nothing else can end it. */
async function assertTraceless(
  stage: Stage,
  scenario: ContractScenario,
  isSilent = false,
): Promise<void> {
  for (const operation of OPERATIONS) {
    stage.peer.play(scenario);
    const { options, clock, assertClean } = traces();
    const call = operation.run(renewed(stage), stage.context(options));
    const isOver = call.then(
      () => {},
      () => {},
    );
    await within(20_000, scenario, isSilent ? advanceUntil(clock, isOver, SECOND) : isOver);
    assertClean(`${operation.name} of ${scenario}`);
  }
}

/** What holds for every call: its signals, its end, and what it throws. */
export const CALL_CASES: readonly CaseRow[] = [
  {
    id: 'C3',
    title: 'ends an attempt at its time limit and leaves the call alive',
    play: 'hang',
    async check(stage) {
      for (const operation of OPERATIONS) {
        stage.peer.play('hang');
        const { clock, controller, options } = traces();
        const context = stage.context({ ...options, timeoutMs: 4000, deadlineMs: 600_000 });
        const pending = operation.run(stage, context);
        await stage.peer.arrived();
        const error = await chatErrorOf(operation.name, advanceUntil(clock, pending, SECOND));
        assert.equal(error.code, 'timeout');
        assert.equal(error.reason, 'attempt');
        assert.ok(!context.signal.aborted && !controller.signal.aborted);
        stage.peer.play('answer');
        const { scillm } = await answerOf(stage, operation, context);
        assert.deepEqual(
          scillm.attempts.map(({ n, outcome }) => [n, outcome]),
          [
            [1, 'failed'],
            [2, 'served'],
          ],
        );
      }
    },
  },
  {
    id: 'C5-deadline',
    title: 'raises deadline, not aborted or timeout, when the time of the call is over',
    play: 'hang',
    async check(stage) {
      for (const operation of OPERATIONS) {
        stage.peer.play('hang');
        const clock = fakeClock({ sleepsPass: false });
        const context = stage.context({ clock, deadlineMs: DEADLINE_MS });
        const pending = operation.run(stage, context);
        await stage.peer.arrived();
        const error = await chatErrorOf(operation.name, advanceUntil(clock, pending, SECOND));
        assert.equal(error.code, 'deadline');
        assert.equal(stage.peer.hits.length, 1);
        assert.equal(context.trail[0]?.outcome, 'failed');
        await within(1000, 'closing the connection', stage.peer.left());
      }
    },
  },
  {
    id: 'C5-deadline-in-stream',
    title: 'raises deadline in the middle of a stream, with what had come',
    play: 'stall_after_text',
    async check(stage) {
      const clock = fakeClock({ sleepsPass: false });
      const context = stage.context({ clock, deadlineMs: DEADLINE_MS });
      const chunks = await stage.transport.stream(stage.request, context);
      const read = async (): Promise<void> => {
        for await (const _ of chunks);
      };
      const error = await chatErrorOf('the stream', advanceUntil(clock, read(), SECOND));
      assert.equal(error.code, 'deadline');
      assert.ok(error.partial !== undefined && stage.peer.text.startsWith(error.partial));
    },
  },
  {
    id: 'C7-served',
    title: 'leaves no timer and no listener after an answer',
    play: 'answer',
    check: (stage) => assertTraceless(stage, 'answer'),
  },
  {
    id: 'C7-failed',
    title: 'leaves no timer and no listener after a failure',
    play: 'server_error_500',
    async check(stage) {
      const quick = ['server_error_500', 'reset', 'empty_answer', 'cut_after_text'] as const;
      for (const scenario of quick) await assertTraceless(stage, scenario);
      for (const scenario of ['hang', 'stall_after_text'] as const) {
        await assertTraceless(stage, scenario, true);
      }
    },
  },
  {
    id: 'C7-left',
    title: 'leaves no timer and no listener after an abort or a stream that was left',
    play: 'stall_after_text',
    async check(stage) {
      const left = traces();
      const context = stage.context(left.options);
      for await (const _ of await stage.transport.stream(stage.request, context)) break;
      left.assertClean('a stream that was left');
      stage.peer.play('hang');
      const aborted = traces();
      const pending = chatErrorOf('complete', COMPLETE.run(stage, stage.context(aborted.options)));
      await stage.peer.arrived();
      aborted.controller.abort();
      await pending;
      aborted.assertClean('an abort');
    },
  },
  {
    id: 'C8-faults',
    title: 'throws ChatErrors alone, with the attempt in them, whatever the backend does',
    play: 'answer',
    async check(stage) {
      for (const { play, only = ['complete', 'stream'] } of FAULT_ROWS) {
        for (const operation of OPERATIONS.filter(({ name }) => only.includes(name))) {
          stage.peer.play(play);
          const context = stage.context();
          const error = await chatErrorOf(play, operation.run(renewed(stage), context));
          assert.equal(error.attempts.length, 1, `${play}: the error holds its attempt`);
          assert.equal(context.trail.length, 1, `${play}: one attempt`);
        }
      }
    },
  },
  {
    id: 'C8-request',
    title: 'throws a ChatError for a request that cannot be written, and sends nothing',
    play: 'answer',
    async check(stage) {
      const request = { ...stage.request, seed: 1n as unknown as number };
      for (const operation of [COMPLETE, STREAM]) {
        await chatErrorOf(operation.name, operation.run({ ...stage, request }, stage.context()));
      }
      assert.equal(stage.peer.hits.length, 0);
    },
  },
];
