export type { AnswerOptions } from './answer/answer-options.ts';
export { type CompletionRules, checkCompletion } from './answer/check-completion.ts';
export { collect } from './answer/collect.ts';
export { completionChunks } from './answer/completion-chunks.ts';
export { GatheredChoice } from './answer/gathered-choice.ts';
export { openChatStream } from './answer/open-chat-stream.ts';
export { readCompletion } from './answer/read-completion.ts';
export type {
  AttemptBudget,
  AttemptEnds,
  AttemptNote,
  AttemptPlan,
  CallContext,
  Deadline,
} from './call/call-context.ts';
export type { CallEvent } from './call/call-event.ts';
export type { CallOptions } from './call/call-options.ts';
export type { Cancellation } from './call/cancellation.ts';
export { type ContextDefaults, createContext } from './call/create-context.ts';
export { deadlineError } from './call/deadline-error.ts';
export { endAttempt, forkAttempt, forkContext } from './call/fork-context.ts';
export { openScope, type Scope } from './call/open-scope.ts';
export {
  type AnswerFacts,
  type AttemptFacts,
  type AttemptRecord,
  recordAttempt,
} from './call/record-attempt.ts';
export { servedModel } from './call/served-model.ts';
export { type TimeoutReason, timeoutError } from './call/timeout-error.ts';
export type { TimeoutOptions, Timeouts } from './call/timeout-options.ts';
export type { Attempt, AttemptKind, AuthStyle } from './chat/attempt.ts';
export type {
  CallMeta,
  CallWarning,
  JsonMeta,
  JsonRepair,
  JsonRung,
} from './chat/call-meta.ts';
export type {
  ChatChunk,
  ChunkChoice,
  ChunkDelta,
  RestartEvent,
  ToolCallDelta,
} from './chat/chat-chunk.ts';
export type {
  AssistantMessage,
  AudioPart,
  ChatMessage,
  ContentPart,
  CustomToolCall,
  DeveloperMessage,
  FilePart,
  FunctionMessage,
  FunctionToolCall,
  ImagePart,
  RefusalPart,
  SystemMessage,
  TextPart,
  ToolCall,
  ToolMessage,
  UserMessage,
} from './chat/chat-message.ts';
export type {
  ApproximateLocation,
  AudioFormat,
  ChatRequest,
  ModerationPolicy,
} from './chat/chat-request.ts';
export type {
  ChatResponse,
  FinishReason,
  Logprobs,
  ResponseChoice,
  ResponseMessage,
  TokenLogprob,
} from './chat/chat-response.ts';
export type { ChatTool, CustomTool, FunctionTool, ToolChoice } from './chat/chat-tool.ts';
export type { ResponseFormat } from './chat/response-format.ts';
export type { Usage } from './chat/usage.ts';
export type { Clock } from './clock/clock.ts';
export { systemClock } from './clock/system-clock.ts';
export { normalizeBaseUrl } from './config/base-url.ts';
export { checkKey } from './config/check-key.ts';
export { type Environment, processEnvironment } from './config/environment.ts';
export type { ModelCaps } from './config/model-caps.ts';
export { readSettings } from './config/read-settings.ts';
export type {
  BaseSetting,
  ModelKind,
  ProxySettings,
  SettingRow,
  SettingSource,
  Settings,
  UtilisationSettings,
} from './config/settings.ts';
export { abortError } from './error/abort-error.ts';
export { ChatError, type ChatErrorDetails } from './error/chat-error.ts';
export type { ErrorCode } from './error/error-code.ts';
export { fitMessage, type MessageParts } from './error/fit-message.ts';
export { fromResponse } from './error/from-response.ts';
export { redact } from './error/redact.ts';
export type { ErrorPattern, FailedResponse, ResponseErrorOptions } from './error/response-error.ts';
export { parseRetryAfter, type RetryAfterOptions } from './error/retry-after.ts';
export { VERDICTS, type Verdict } from './error/verdicts.ts';
export type { HttpAnswer, HttpBody } from './http/http-client.ts';
export type { HttpHeaders } from './http/http-headers.ts';
export type { ModelCapabilities } from './models/model-capabilities.ts';
export type { ModelInfo, ModelPrices } from './models/model-info.ts';
export { compose } from './policy/compose.ts';
export type { Policy } from './policy/policy.ts';
export { Secret } from './secret/secret.ts';
export {
  createSseDecoder,
  type SseDecoder,
  type SseDecoderOptions,
  type SseEvent,
} from './sse/sse-decoder.ts';
export type {
  Health,
  HealthResults,
  HealthUpdate,
  RateLimit,
  Reservation,
  RouterState,
} from './state/router-state.ts';
export { beginStream } from './stream/begin-stream.ts';
export { holdStream } from './stream/hold-stream.ts';
export { isRestart } from './stream/is-restart.ts';
export { metaOf } from './stream/meta-of.ts';
export { type BrokenStream, restartableStream } from './stream/restartable-stream.ts';
export type { BegunStream } from './stream/restarting-stream.ts';
export { type StreamRules, streamRules } from './stream/stream-rules.ts';
export { type TeeOptions, tee } from './stream/tee.ts';
export { type TextOptions, text } from './stream/text.ts';
export { toReadableStream } from './stream/to-readable-stream.ts';
export { toServerSentEvents } from './stream/to-server-sent-events.ts';
export { untilCommit } from './stream/until-commit.ts';
export { withholdToolCalls } from './stream/withhold-tool-calls.ts';
export type { ChatTransport } from './transport/chat-transport.ts';
export { withPolicy } from './transport/with-policy.ts';
