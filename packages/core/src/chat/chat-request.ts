import type { ChatMessage, TextPart } from './chat-message.ts';
import type { ChatTool, ToolChoice } from './chat-tool.ts';
import type { ResponseFormat } from './response-format.ts';

/**
 * The body of `POST /v1/chat/completions`, without `stream` and `stream_options`: which of
 * `complete` and `stream` is called decides those. The shape is OpenAI's and is pinned to the
 * `openai` SDK by a type test. Fields that are not named here pass verbatim as well.
 *
 * No transport changes a request it was given.
 */
export interface ChatRequest {
  /** The model as the transport names it: a model id, or a route of a router. */
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  readonly audio?: {
    readonly format: AudioFormat;
    readonly voice: string | { readonly id: string };
  } | null;
  readonly frequency_penalty?: number | null;
  /** @deprecated Old servers only; newer ones use `tool_choice`. */
  readonly function_call?: 'none' | 'auto' | { readonly name: string };
  /** @deprecated Old servers only; newer ones use `tools`. */
  readonly functions?: readonly {
    readonly name: string;
    readonly description?: string;
    readonly parameters?: { readonly [key: string]: unknown };
  }[];
  readonly logit_bias?: { readonly [token: string]: number } | null;
  readonly logprobs?: boolean | null;
  /** Most tokens of the answer, hidden reasoning included. */
  readonly max_completion_tokens?: number | null;
  /** Most tokens of the answer; the older name, which most gateways know. */
  readonly max_tokens?: number | null;
  readonly metadata?: { readonly [key: string]: string } | null;
  readonly modalities?: readonly ('text' | 'audio')[] | null;
  readonly moderation?: {
    readonly model: string;
    readonly policy?: ModerationPolicy | null;
  } | null;
  readonly n?: number | null;
  readonly parallel_tool_calls?: boolean;
  readonly prediction?: {
    readonly type: 'content';
    readonly content: string | readonly TextPart[];
  } | null;
  readonly presence_penalty?: number | null;
  readonly prompt_cache_key?: string | null;
  readonly prompt_cache_options?: { readonly mode?: 'implicit' | 'explicit'; readonly ttl?: '30m' };
  readonly prompt_cache_retention?: 'in_memory' | '24h' | null;
  readonly reasoning_effort?:
    | 'none'
    | 'minimal'
    | 'low'
    | 'medium'
    | 'high'
    | 'xhigh'
    | 'max'
    | null;
  readonly response_format?: ResponseFormat;
  readonly safety_identifier?: string | null;
  readonly seed?: number | null;
  readonly service_tier?: 'auto' | 'default' | 'flex' | 'scale' | 'priority' | null;
  readonly stop?: string | readonly string[] | null;
  readonly store?: boolean | null;
  readonly temperature?: number | null;
  readonly tool_choice?: ToolChoice;
  readonly tools?: readonly ChatTool[];
  readonly top_logprobs?: number | null;
  readonly top_p?: number | null;
  readonly user?: string;
  readonly verbosity?: 'low' | 'medium' | 'high' | null;
  readonly web_search_options?: {
    readonly search_context_size?: 'low' | 'medium' | 'high';
    readonly user_location?: {
      readonly type: 'approximate';
      readonly approximate: ApproximateLocation;
    } | null;
  };
  /**
   * Fields for one provider alone, by its id: `{ chutes: { top_k: 40 } }`. That provider merges its
   * object into the body, every other drops it; the key itself is never sent.
   */
  readonly provider_options?: {
    readonly [providerId: string]: { readonly [field: string]: unknown };
  };
}

/** How spoken answers are encoded. */
export type AudioFormat = 'wav' | 'aac' | 'mp3' | 'flac' | 'opus' | 'pcm16';

/** What is to be done with flagged input and output. */
export interface ModerationPolicy {
  readonly input?: { readonly mode: 'score' | 'block' } | null;
  readonly output?: { readonly mode: 'score' | 'block' } | null;
}

/** Where the user is, roughly, for a web search. */
export interface ApproximateLocation {
  readonly city?: string;
  readonly country?: string;
  readonly region?: string;
  readonly timezone?: string;
}
