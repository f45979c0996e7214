export {
  type Attempt,
  type CallMeta,
  type CallOptions,
  type ChatChunk,
  ChatError,
  type ChatMessage,
  type ChatRequest,
  type ChatResponse,
  collect,
} from '@scillm/core';
export { checkImageBytes, type ImagePartOptions, imagePart } from '@scillm/core/images';
export {
  type AuthProbeOptions,
  type AuthProbeReport,
  authProbe,
  type CompatibleOptions,
  createCompatible,
} from '@scillm/providers-compatible';
export { createRouter, type Deployment, type Router, type RouterOptions } from '@scillm/router';
export { type AutoRouterOptions, autoRouterFromEnv } from './auto-router-from-env.ts';
export {
  type CompletionOptions,
  type CompletionRequest,
  completion,
  completionStream,
} from './completion.ts';
export { settings } from './environment/settings.ts';
