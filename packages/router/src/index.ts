export { createRouter } from './create-router.ts';
export type { Deployment, RequestOverride } from './deployment.ts';
export { type DeadlineOptions, deadline } from './policy/deadline.ts';
export { retry } from './policy/retry.ts';
export { timeout } from './policy/timeout.ts';
export { type Capability, modelCapability } from './ranking/model-capability.ts';
export { type ModelSize, parseModelSize } from './ranking/parse-model-size.ts';
export {
  type RankCandidate,
  type RankedModel,
  type RankOptions,
  rankModels,
} from './ranking/rank-models.ts';
export type { Router } from './router.ts';
export type {
  Chain,
  ChainEntry,
  CooldownOptions,
  RetryOptions,
  RouterOptions,
} from './router-options.ts';
