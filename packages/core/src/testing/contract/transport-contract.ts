import type { CaseRow } from './case-row.ts';
import { CALL_CASES } from './cases/call-cases.ts';
import { COLLECT_CASES } from './cases/collect-cases.ts';
import { FAULT_CASES } from './cases/fault-cases.ts';
import { LEAVING_CASES } from './cases/leaving-cases.ts';
import { SSE_CASES } from './cases/sse-cases.ts';
import { STREAM_CASES } from './cases/stream-cases.ts';
import { TIMER_CASES } from './cases/timer-cases.ts';
import { WIRE_CASES } from './cases/wire-cases.ts';
import type { ContractCase } from './contract-case.ts';
import type { ContractSubject } from './contract-subject.ts';
import { setStage } from './stage.ts';
import { within } from './within.ts';

/** The longest a case may take, whatever its subject does. */
const CASE_MS = 9000;

const ROWS: readonly CaseRow[] = [
  ...LEAVING_CASES,
  ...CALL_CASES,
  ...WIRE_CASES,
  ...SSE_CASES,
  ...STREAM_CASES,
  ...COLLECT_CASES,
  ...TIMER_CASES,
  ...FAULT_CASES,
];

/**
 * Everything a `ChatTransport` promises, as cases for any test runner:
 * `for (const { id, title, run } of transportContract(subject)) it(`${id} ${title}`, run)`.
 * Each case starts its own loopback peer and transport; cases may run in any order and side by side.
 */
export function transportContract(subject: ContractSubject): readonly ContractCase[] {
  return ROWS.map((row) => ({
    id: row.id,
    title: row.title,
    run: () => within(CASE_MS, row.id, play(row, subject)),
  }));
}

async function play(row: CaseRow, subject: ContractSubject): Promise<void> {
  const stage = await setStage(subject);
  try {
    if (row.isChatWireOnly === true && stage.peer.wire !== 'chat') return;
    stage.peer.play(row.play);
    await row.check(stage);
  } finally {
    await stage.peer.close();
  }
}
