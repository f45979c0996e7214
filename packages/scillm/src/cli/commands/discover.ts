import type { ModelKind } from '@scillm/core';
import type { RankKeys } from '@scillm/router';
import type { Discovered } from '../../discovery/discover-models.ts';
import { createDiscoveryMemory } from '../../discovery/discovery-memory.ts';
import {
  type RankedDeployment,
  type Ranking,
  rankEnvironment,
} from '../../discovery/rank-environment.ts';
import { whyUnused } from '../../discovery/why-unused.ts';
import { EXIT, type Terminal } from '../terminal.ts';
import { textTable } from '../text-table.ts';

/** What `scillm discover` was told. */
export interface DiscoverFlags {
  readonly kind: ModelKind;
  readonly json?: boolean;
  readonly explain?: boolean;
}

/**
 * Asks the bases of the environment for their models and shows, best first, those that a router would
 * use, and why a base is not among them. Exit 0 if there is at least one candidate.
 */
export async function discover(
  { kind, json = false, explain = false }: DiscoverFlags,
  terminal: Terminal,
): Promise<number> {
  const memory = createDiscoveryMemory();
  const ranking = await rankEnvironment({ kind, signal: terminal.signal }, { memory });
  const { found, deployments } = ranking;
  const trouble = (bases: readonly Discovered[]) => bases.map((each) => troubleOf(each, kind));
  const skipped = trouble(found.filter(({ base }) => !isUsed(base.id, ranking)));
  const unlisted = trouble(found.filter((each) => isUsed(each.base.id, ranking) && !lists(each)));
  if (json) {
    const candidates = deployments.map((each, index) => summary(each, index, explain));
    terminal.out(`${JSON.stringify({ kind, candidates, skipped, unlisted }, null, 2)}\n`);
  } else {
    if (deployments.length > 0) terminal.out(table(deployments, explain));
    for (const each of skipped) terminal.note(`- ${each.base} skipped: ${inWords(each)}\n`);
    for (const each of unlisted) {
      terminal.note(`- ${each.base} listed no model: ${inWords(each)} Its pins stand in.\n`);
    }
  }
  return deployments.length > 0 ? EXIT.ok : EXIT.failed;
}

function lists({ models = [] }: Discovered): boolean {
  return models.length > 0;
}

function isUsed(base: string, { deployments }: Ranking): boolean {
  return deployments.some(({ ranked }) => ranked.base === base);
}

/** Why a base is not used, or only by its pins. */
interface Trouble {
  readonly base: string;
  readonly reason: string;
  readonly advice?: string;
}

function inWords({ reason, advice }: Trouble): string {
  return advice === undefined ? `${reason}.` : `${reason}. ${advice}`;
}

function troubleOf(found: Discovered, kind: ModelKind): Trouble {
  const { base, error } = found;
  const advice = error === undefined ? {} : { advice: error.message };
  return { base: base.id, reason: whyUnused(found, kind), ...advice };
}

/** Headings of the keys of a ranking, in the order they count. */
const KEYS: readonly (keyof RankKeys)[] = [
  'pin',
  'unknown',
  'busy',
  'utilisation',
  'family',
  'size',
  'context',
  'price',
];

function table(deployments: readonly RankedDeployment[], explain: boolean): string {
  return textTable(
    ['rank', 'deployment', 'load', ...(explain ? KEYS : []), 'because'],
    deployments.map(({ deployment, ranked }, index) => [
      String(index + 1),
      deployment.id,
      loadOf(ranked),
      ...(explain ? KEYS.map((key) => keyCell(ranked.keys?.[key])) : []),
      ranked.reasons.join(', '),
    ]),
  );
}

function loadOf({ utilisation, isBusy }: RankedDeployment['ranked']): string {
  if (utilisation === undefined) return 'unknown';
  return `${isBusy === true ? 'busy' : 'idle'} ${utilisation.toFixed(2)}`;
}

function keyCell(key: number | string | undefined): string {
  return key === undefined || key === Number.POSITIVE_INFINITY ? '-' : String(key);
}

function summary(
  { deployment, baseUrl, ranked }: RankedDeployment,
  index: number,
  explain: boolean,
) {
  const { utilisation = null, isBusy = null, reasons, keys } = ranked;
  return {
    rank: index + 1,
    deployment: deployment.id,
    base: baseUrl,
    model: deployment.model,
    utilisation,
    isBusy,
    reasons,
    ...(explain && keys !== undefined ? { keys } : {}),
  };
}
