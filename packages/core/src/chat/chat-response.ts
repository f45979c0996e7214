import type { CallMeta } from './call-meta.ts';
import type { ToolCall } from './chat-message.ts';
import type { Usage } from './usage.ts';

/** Why the model stopped. */
export type FinishReason = 'stop' | 'length' | 'tool_calls' | 'content_filter' | 'function_call';

/** The answer of the model, as it can be sent back in the next request. */
export interface ResponseMessage {
  readonly role: 'assistant';
  readonly content: string | null;
  readonly refusal?: string | null;
  readonly tool_calls?: readonly ToolCall[];
  /** Reasoning text that gateways such as vLLM and DeepSeek return beside the answer. */
  readonly reasoning_content?: string | null;
  readonly annotations?: readonly unknown[];
  readonly audio?: {
    readonly id: string;
    readonly data: string;
    readonly expires_at: number;
    readonly transcript: string;
  } | null;
  /** @deprecated Old servers only; newer ones use `tool_calls`. */
  readonly function_call?: { readonly name: string; readonly arguments: string } | null;
}

/** One of the answers asked for; `n` asks for more than one. */
export interface ResponseChoice {
  readonly index: number;
  readonly message: ResponseMessage;
  readonly finish_reason: FinishReason;
  readonly logprobs?: Logprobs | null;
}

/** Log probabilities by token, as the backend sent them. */
export interface Logprobs {
  readonly content: readonly TokenLogprob[] | null;
  readonly refusal: readonly TokenLogprob[] | null;
}

/** One token, its log probability and its strongest rivals. */
export interface TokenLogprob {
  readonly token: string;
  readonly bytes: readonly number[] | null;
  readonly logprob: number;
  readonly top_logprobs: readonly {
    readonly token: string;
    readonly bytes: readonly number[] | null;
    readonly logprob: number;
  }[];
}

/** A whole answer in the wire shape of OpenAI Chat Completions, and who gave it. */
export interface ChatResponse {
  readonly id: string;
  readonly object: 'chat.completion';
  /** Seconds since 1970. */
  readonly created: number;
  /** The model as the backend named it. */
  readonly model: string;
  readonly choices: readonly ResponseChoice[];
  readonly usage?: Usage;
  readonly service_tier?: 'auto' | 'default' | 'flex' | 'scale' | 'priority' | null;
  readonly system_fingerprint?: string;
  readonly moderation?: unknown;
  /** Fields of one provider alone, by its id; the mirror of `provider_options`. */
  readonly provider_output?: {
    readonly [providerId: string]: { readonly [field: string]: unknown };
  };
  /** Who answered, after which attempts. */
  readonly scillm: CallMeta;
}
