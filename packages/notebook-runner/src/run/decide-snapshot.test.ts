import { expect, it } from 'vitest';
import { decideSnapshot, type SnapshotCase } from './decide-snapshot.ts';

const good: SnapshotCase = {
  status: 'ok',
  mode: 'embedded',
  hasSkippedExpect: false,
  keptMode: 'embedded',
  isBaseline: true,
  promote: false,
};

it.each<[string, Partial<SnapshotCase>, string]>([
  ['a good embedded run replaces', {}, 'replace'],
  ['the first one too', { keptMode: undefined }, 'replace'],
  ['a failed one goes to the report', { status: 'failed' }, 'failed'],
  ['even when promoted', { status: 'failed', mode: 'live', promote: true }, 'failed'],
  ['a live run goes to the report', { mode: 'live' }, 'live'],
  ['unless promoted', { mode: 'live', promote: true }, 'replace'],
  ['a skipped notebook replaces nothing', { status: 'skipped' }, 'keep'],
  ['nor does one with a skipped check', { hasSkippedExpect: true }, 'keep'],
  ['nor when promoted', { mode: 'live', hasSkippedExpect: true, promote: true }, 'keep'],
  ['an embedded run keeps a live snapshot', { keptMode: 'live' }, 'keep'],
  ['and a replayed one', { keptMode: 'replay' }, 'keep'],
  ['unless promoted', { keptMode: 'live', promote: true }, 'replace'],
  ['a replay is compared', { mode: 'replay' }, 'compare'],
  ['unless a replay was kept', { mode: 'replay', keptMode: 'replay' }, 'replace'],
  ['another Node writes nothing', { isBaseline: false }, 'keep'],
])('%s: %j', (_title, change, decision) => {
  expect(decideSnapshot({ ...good, ...change })).toBe(decision);
});
