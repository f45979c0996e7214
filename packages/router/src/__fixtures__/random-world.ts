import type { ErrorCode } from '@scillm/core';
import fc from 'fast-check';
import type { Outcome } from './model-backend.ts';
import { fault } from './set-up.ts';

/** A deployment of a random world. */
interface RandomDeployment {
  readonly order: number | undefined;
  readonly maxRetries: number | undefined;
  readonly outcomes: readonly Outcome[];
}

/** A call of a random world. */
export interface RandomCall {
  readonly route: number;
  readonly startMs: number;
  readonly deadlineMs: number;
  readonly maxAttempts: number;
  /** When the caller leaves, from the start. */
  readonly abortMs: number | undefined;
  readonly isStream: boolean;
}

/** Routes, chains and calls. */
export interface RandomWorld {
  readonly seed: number;
  /** Deployments of the routes `r0`, `r1` … */
  readonly routes: readonly (readonly RandomDeployment[])[];
  /** Generic chain of each route, by numbers of routes. */
  readonly generic: readonly (readonly number[])[];
  readonly context: readonly (readonly number[])[];
  readonly whenAllCooled: 'wait' | 'fail';
  readonly maxHops: number;
  readonly calls: readonly RandomCall[];
}

const CODES: readonly ErrorCode[] = [
  ...(['server_error', 'network', 'bad_response', 'timeout', 'empty_response'] as const),
  ...(['auth', 'not_found', 'quota', 'unsupported', 'invalid_request'] as const),
  ...(['context_length', 'content_filter', 'local_limit', 'circuit_open'] as const),
];

const failing = fc.oneof(
  fc.constantFrom(...CODES).map((code) => fault(code)),
  fc.constant(fault('server_error')),
  fc.option(fc.nat(20_000)).map((ms) => fault('rate_limit', { retryAfterMs: ms ?? undefined })),
);

const outcome: fc.Arbitrary<Outcome> = fc
  .record({
    latencyMs: fc.nat(3000),
    does: fc.oneof(
      { weight: 4, arbitrary: fc.constant('ok' as const) },
      { weight: 6, arbitrary: failing },
      { weight: 1, arbitrary: fc.constant('hang' as const) },
    ),
    cut: fc.option(fc.constant(fault('stream_cut')), { nil: undefined, freq: 3 }),
  })
  .map(({ cut, ...rest }) => (cut === undefined ? rest : { ...rest, cut }));

const randomDeployment: fc.Arbitrary<RandomDeployment> = fc.record({
  order: fc.option(fc.nat(2), { nil: undefined }),
  maxRetries: fc.option(fc.nat(3), { nil: undefined }),
  outcomes: fc.array(outcome, { minLength: 1, maxLength: 6 }),
});

const randomCall: fc.Arbitrary<RandomCall> = fc.record({
  route: fc.constantFrom(0, 0, 1, 2),
  startMs: fc.nat(60_000),
  deadlineMs: fc.integer({ min: 1, max: 60_000 }),
  maxAttempts: fc.integer({ min: 1, max: 8 }),
  abortMs: fc.oneof(
    { weight: 6, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.nat(5000) },
  ),
  isStream: fc.boolean(),
});

const chains = fc.array(fc.array(fc.nat(2), { maxLength: 3 }), { minLength: 3, maxLength: 3 });

/** Three routes of one or two deployments, chained anyhow, and calls that overlap. */
export const randomWorld: fc.Arbitrary<RandomWorld> = fc.record({
  seed: fc.nat(),
  routes: fc.array(fc.array(randomDeployment, { minLength: 1, maxLength: 2 }), {
    minLength: 3,
    maxLength: 3,
  }),
  generic: chains,
  context: chains,
  whenAllCooled: fc.constantFrom('wait', 'fail'),
  maxHops: fc.integer({ min: 1, max: 4 }),
  calls: fc.array(randomCall, { minLength: 1, maxLength: 8 }),
});
