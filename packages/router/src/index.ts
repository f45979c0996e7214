export { createRouter } from './create-router.ts';
export type {
  Deployment,
  DeploymentLimits,
  RequestOverride,
} from './deployment.ts';
export type {
  DeploymentSnapshot,
  ExplainedCandidate,
  Explanation,
  HealthSnapshot,
  RouterSnapshot,
} from './explanation.ts';
export type { HedgeOptions } from './hedging.ts';
export { type BulkheadOptions, bulkhead } from './policy/bulkhead.ts';
export { type DeadlineOptions, deadline } from './policy/deadline.ts';
export { type RateLimitOptions, rateLimit } from './policy/rate-limit.ts';
export { retry } from './policy/retry.ts';
export { type TenaciousOptions, tenacious } from './policy/tenacious.ts';
export { timeout } from './policy/timeout.ts';
export { type BusyMarks, type BusyState, nextBusyState } from './ranking/busy-state.ts';
export { type Capability, modelCapability } from './ranking/model-capability.ts';
export type { RankOptions } from './ranking/model-needs.ts';
export { type ModelSize, parseModelSize } from './ranking/parse-model-size.ts';
export type { RankCandidate } from './ranking/rank-candidate.ts';
export type { RankKeys } from './ranking/rank-keys.ts';
export { type RankedModel, rankModels } from './ranking/rank-models.ts';
export type { Router } from './router.ts';
export type {
  Chain,
  ChainEntry,
  CooldownOptions,
  RetryOptions,
  RouteOptions,
  RouterOptions,
} from './router-options.ts';
export { createMemoryState } from './state/create-memory-state.ts';
export { inOrder } from './strategy/in-order.ts';
export { leastBusy } from './strategy/least-busy.ts';
export { lowestCost } from './strategy/lowest-cost.ts';
export { lowestLatency } from './strategy/lowest-latency.ts';
export { roundRobin } from './strategy/round-robin.ts';
export type { Strategy, StrategyView } from './strategy/strategy.ts';
export { usage } from './strategy/usage.ts';
export { weighted } from './strategy/weighted.ts';
