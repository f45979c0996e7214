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
  isRestart,
  tee,
  text,
  toReadableStream,
  toServerSentEvents,
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
export {
  completeJson,
  type JsonOptions,
  type JsonResult,
  readJson,
  streamJson,
  strictJson,
} from '@scillm/strict-json';
export type { ModelEntry } from './ask-in-turn.ts';
export { autoRouterFromEnv } from './auto-router-from-env.ts';
export { completion, completionStream } from './completion.ts';
export type { CompletionOptions, CompletionRequest } from './completion-options.ts';
export type { AutoRouterOptions } from './discovery/auto-router-options.ts';
export type { CallPlace } from './environment/call-target.ts';
export { settings } from './environment/settings.ts';
export { type BestModel, findBestModel } from './find-best-model.ts';
export { firstSuccess } from './first-success.ts';
export { type InferMeta, type InferOptions, inferWithFallback } from './infer-with-fallback.ts';
