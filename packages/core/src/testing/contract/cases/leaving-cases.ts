import assert from 'node:assert/strict';
import type { CallContext } from '../../../call/call-context.ts';
import type { CaseRow } from '../case-row.ts';
import type { ContractScenario } from '../contract-scenario.ts';
import {
  answerOf,
  COMPLETE,
  chatErrorOf,
  OPERATIONS,
  type Operation,
  STREAM,
} from '../operations.ts';
import type { Stage } from '../stage.ts';
import { within } from '../within.ts';

/** Ten times the 50 ms of C4. */
const ABORT_MS = 500;
/** Ten times the 100 ms of S11. */
const CLOSE_MS = 1000;
/** Anything but an Error, so that a copy or a wrapping shows. */
const REASON: unknown = Object.freeze({ why: 'the user went home' });

/** Aborts a call once its request is with the peer, and looks at everything that follows. */
async function abortDuring(
  stage: Stage,
  scenario: ContractScenario,
  operation: Operation,
): Promise<void> {
  const { peer } = stage;
  peer.play(scenario);
  const controller = new AbortController();
  const context = stage.context({ signal: controller.signal });
  const pending = chatErrorOf(operation.name, operation.run(stage, context));
  await Promise.race([peer.arrived(), pending]);
  controller.abort(REASON);
  const error = await within(ABORT_MS, `${operation.name} after the abort`, pending);
  assert.equal(error.code, 'aborted');
  assert.equal(error.cause, REASON, 'cause is the reason the caller gave');
  await within(CLOSE_MS, 'closing the connection', peer.left());
  assert.equal(peer.hits.length, 1, 'an abort is never retried');
  assertCancelled(context);
}

function assertCancelled({ trail }: CallContext): void {
  assert.deepEqual(
    trail.map(({ outcome, code }) => [outcome, code]),
    [['cancelled', 'aborted']],
  );
}

/** Takes the first content of a stream and then leaves by `leave`. */
async function leaveBy(
  stage: Stage,
  leave: (chunks: AsyncIterable<unknown>) => Promise<unknown>,
): Promise<void> {
  const context = stage.context();
  const chunks = await stage.transport.stream(stage.request, context);
  await within(CLOSE_MS, 'leaving the stream', leave(chunks));
  await within(CLOSE_MS, 'closing the connection', stage.peer.left());
  assertCancelled(context);
  stage.peer.play('answer');
  await answerOf(stage, STREAM);
}

/** What holds when a caller leaves: before, during and after the start of an answer. */
export const LEAVING_CASES: readonly CaseRow[] = [
  {
    id: 'C2',
    title: 'rejects with aborted before any I/O if the signal has aborted',
    play: 'answer',
    async check(stage) {
      for (const operation of OPERATIONS) {
        const context = stage.context({ signal: AbortSignal.abort(REASON) });
        const error = await chatErrorOf(operation.name, operation.run(stage, context));
        assert.equal(error.code, 'aborted');
        assert.equal(error.cause, REASON);
        assert.deepEqual(context.trail, []);
      }
      await answerOf(stage, COMPLETE);
      assert.equal(stage.peer.hits.length, 1, 'only the call that was not aborted was sent');
    },
  },
  {
    id: 'C4-headers',
    title: 'ends at an abort while no headers have come',
    play: 'hang',
    async check(stage) {
      for (const operation of OPERATIONS) await abortDuring(stage, 'hang', operation);
    },
  },
  {
    id: 'C4-body',
    title: 'ends at an abort in the middle of a body',
    play: 'stall_in_body',
    async check(stage) {
      for (const operation of OPERATIONS) await abortDuring(stage, 'stall_in_body', operation);
    },
  },
  {
    id: 'C4-stream',
    title: 'ends at an abort while a reader waits for the next chunk',
    play: 'stall_after_text',
    check: (stage) => abortDuring(stage, 'stall_after_text', STREAM),
  },
  {
    id: 'C5-abort',
    title: 'takes an abort as no fault of the backend: the next call is served',
    play: 'hang',
    async check(stage) {
      for (const operation of OPERATIONS) {
        await abortDuring(stage, 'hang', operation);
        stage.peer.play('answer');
        await answerOf(stage, operation);
        assert.equal(stage.peer.hits.length, 1);
      }
    },
  },
  {
    id: 'S11-break',
    title: 'closes the connection when the reader breaks off',
    play: 'drip',
    check: (stage) =>
      leaveBy(stage, async (chunks) => {
        for await (const _ of chunks) break;
      }),
  },
  {
    id: 'S11-return',
    title: 'closes the connection when the iterator is returned, also more than once',
    play: 'stall_after_text',
    check: (stage) =>
      leaveBy(stage, async (chunks) => {
        const iterator = chunks[Symbol.asyncIterator]();
        await iterator.next();
        const first = await iterator.return?.();
        assert.equal(first?.done, true);
        assert.equal((await iterator.return?.())?.done, true);
        assert.equal((await iterator.next()).done, true, 'nothing comes after a return');
      }),
  },
  {
    id: 'S11-abort',
    title: 'closes the connection when the signal aborts and nobody is reading',
    play: 'stall_after_text',
    async check(stage) {
      const controller = new AbortController();
      const context = stage.context({ signal: controller.signal });
      const chunks = await stage.transport.stream(stage.request, context);
      controller.abort(REASON);
      await within(CLOSE_MS, 'closing the connection', stage.peer.left());
      assertCancelled(context);
      const error = await chatErrorOf('reading on', readAll(chunks));
      assert.equal(error.code, 'aborted');
      assert.equal(error.cause, REASON);
    },
  },
];

async function readAll(chunks: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of chunks);
}
