import fc from 'fast-check';
import type { Deployment } from '../deployment.ts';
import { inOrder } from '../strategy/in-order.ts';
import { leastBusy } from '../strategy/least-busy.ts';
import { lowestCost } from '../strategy/lowest-cost.ts';
import { lowestLatency } from '../strategy/lowest-latency.ts';
import { roundRobin } from '../strategy/round-robin.ts';
import type { Strategy } from '../strategy/strategy.ts';
import { usage } from '../strategy/usage.ts';
import { weighted } from '../strategy/weighted.ts';
import { type RandomWorld, randomWorld } from './random-world.ts';
import type { WorldExtras } from './run-world.ts';

/** A random world in which deployments share keys and limits, and slow attempts are hedged. */
export interface CrowdedWorld {
  readonly world: RandomWorld;
  readonly extras: WorldExtras;
}

const strategies: fc.Arbitrary<Strategy> = fc.constantFrom(
  ...[inOrder(), weighted(), roundRobin(), leastBusy(), lowestLatency(), lowestCost(), usage()],
);

const sometimes = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 });

const more = fc.record({
  pool: sometimes(fc.constantFrom('key', 'other')),
  weight: sometimes(fc.nat(3)),
  rpm: sometimes(fc.integer({ min: 1, max: 6 })),
  tpm: sometimes(fc.integer({ min: 400, max: 4000 })),
  maxConcurrent: sometimes(fc.integer({ min: 1, max: 2 })),
  price: sometimes(fc.nat(5)),
});

const options = fc.record({
  strategy: strategies,
  perSecond: sometimes(fc.constantFrom(0.2, 1, 5)),
  bulkhead: sometimes(fc.record({ limit: fc.nat(1).map((n) => n + 1), queue: fc.nat(5) })),
  hedge: sometimes(
    fc.record({
      afterMs: fc.constantFrom<number | 'p95'>('p95', 300, 1000),
      ratio: fc.constantFrom(0.05, 1),
      minSamples: fc.constant(2),
    }),
  ),
});

/** Random worlds with strategies, pools, limits and hedges. */
export const crowdedWorld: fc.Arbitrary<CrowdedWorld> = fc
  .record({
    world: randomWorld,
    deployments: fc.array(more, { minLength: 6, maxLength: 6 }),
    options,
  })
  .map(({ world, deployments, options: { strategy, perSecond, bulkhead, hedge } }) => ({
    world,
    extras: {
      options: {
        strategy,
        ...(perSecond === undefined ? {} : { rateLimit: { perSecond } }),
        ...(bulkhead === undefined ? {} : { bulkhead }),
        ...(hedge === undefined ? {} : { hedge }),
      },
      ofDeployment(id) {
        const [, route = 0, position = 0] = id.split(/[rd]/).map(Number);
        const row = deployments[route * 2 + position];
        return row === undefined ? {} : fieldsOf(row);
      },
    },
  }));

type More = typeof more extends fc.Arbitrary<infer T> ? T : never;

function fieldsOf({ pool, weight, price, ...limits }: More): Partial<Deployment> {
  const set = Object.entries(limits).filter(([, limit]) => limit !== undefined);
  return {
    ...(pool === undefined ? {} : { pool }),
    ...(weight === undefined ? {} : { weight }),
    ...(price === undefined ? {} : { prices: { inputPerMTok: price, outputPerMTok: 1 } }),
    ...(set.length === 0 ? {} : { limits: Object.fromEntries(set) }),
  };
}
