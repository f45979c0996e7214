import assert from 'node:assert/strict';
import type { CaseRow } from '../case-row.ts';
import { COMPLETE, chatErrorOf, OPERATIONS, type Operation, STREAM } from '../operations.ts';
import { renewed, type Stage } from '../stage.ts';
import { within } from '../within.ts';
import { FAULT_ROWS, type FaultRow } from './fault-rows.ts';

async function checkFault(stage: Stage, row: FaultRow, operation: Operation): Promise<void> {
  stage.peer.play(row.play);
  const context = stage.context();
  const error = await chatErrorOf(operation.name, operation.run(renewed(stage), context));
  const told = `${operation.name}: ${error.code}`;
  assert.ok(row.codes.includes(error.code), `${told} is not ${row.codes.join(' or ')}`);
  if (row.reason !== undefined) assert.equal(error.reason, row.reason, told);
  if (row.status !== undefined) assert.equal(error.status, row.status, told);
  assert.equal(error.retryAfterMs, row.retryAfterMs, told);
  assert.equal(stage.peer.hits.length, 1, `${told}: one try`);
  const [attempt] = context.trail;
  assert.deepEqual([attempt?.outcome, attempt?.code], ['failed', error.code]);
}

const ROWS: readonly CaseRow[] = FAULT_ROWS.map((row) => ({
  id: `14-${row.play.replaceAll('_', '-')}`,
  title: `tells ${row.fault} as ${row.codes.join(' or ')}, after one try`,
  play: row.play,
  async check(stage) {
    for (const operation of OPERATIONS) {
      if (row.only?.includes(operation.name) ?? true) await checkFault(stage, row, operation);
    }
  },
}));

/** What a transport makes of each fault a backend shows at once. */
export const FAULT_CASES: readonly CaseRow[] = [
  ...ROWS,
  {
    id: 'R8',
    title: 'never retries by itself: one request for each call that fails',
    play: 'rate_limit',
    async check(stage) {
      const faults = ['rate_limit', 'retry_after_ms', 'server_error_500', 'reset'] as const;
      for (const scenario of [...faults, 'empty_answer', 'html'] as const) {
        for (const operation of OPERATIONS) {
          stage.peer.play(scenario);
          await chatErrorOf(scenario, operation.run(renewed(stage), stage.context()));
          assert.equal(stage.peer.hits.length, 1, `${operation.name} of ${scenario}: one request`);
        }
      }
    },
  },
  {
    id: '14-refused',
    title: 'tells a refused connection as network',
    play: 'answer',
    async check(stage) {
      const transport = stage.subject.createTransport(stage.peer.deadUrl);
      for (const operation of OPERATIONS) {
        const context = stage.context();
        const call = operation.run({ ...stage, transport }, context);
        const error = await chatErrorOf(operation.name, call);
        assert.equal(error.code, 'network');
        assert.equal(context.trail.length, 1);
      }
    },
  },
  {
    id: '14-redirect',
    title: 'follows no redirect and takes the key nowhere else',
    play: 'redirect',
    async check(stage) {
      for (const operation of OPERATIONS) {
        stage.peer.play('redirect');
        const error = await chatErrorOf(operation.name, operation.run(stage, stage.context()));
        assert.equal(error.code, 'bad_response');
        assert.equal(stage.peer.hits.length, 1);
      }
      assert.equal(stage.peer.strayHits, 0, 'nobody asked the other origin');
    },
  },
  {
    id: '14-oversized',
    title: 'gives up on a body that has no end',
    play: 'oversized',
    async check(stage) {
      const context = stage.context();
      const error = await chatErrorOf('complete', COMPLETE.run(stage, context));
      assert.equal(error.code, 'bad_response');
      await within(20_000, 'closing the connection', stage.peer.left());
    },
  },
  {
    id: 'S1-oversized',
    title: 'gives up on an event of more than 8 MiB',
    play: 'oversized',
    async check(stage) {
      const error = await chatErrorOf('stream', STREAM.run(stage, stage.context()));
      assert.equal(error.code, 'bad_response');
      await within(20_000, 'closing the connection', stage.peer.left());
    },
  },
];
