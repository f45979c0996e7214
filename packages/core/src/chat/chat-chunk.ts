import type { CallMeta } from './call-meta.ts';
import type { FinishReason, Logprobs } from './chat-response.ts';
import type { Usage } from './usage.ts';

/** A piece of a tool call; pieces of one call share `index`, and `arguments` adds up. */
export interface ToolCallDelta {
  readonly index: number;
  readonly id?: string;
  readonly type?: 'function';
  readonly function?: { readonly name?: string; readonly arguments?: string };
}

/** What a chunk adds to one choice. */
export interface ChunkDelta {
  readonly role?: 'developer' | 'system' | 'user' | 'assistant' | 'tool';
  readonly content?: string | null;
  readonly refusal?: string | null;
  readonly reasoning_content?: string | null;
  readonly tool_calls?: readonly ToolCallDelta[];
  /** @deprecated Old servers only; newer ones use `tool_calls`. */
  readonly function_call?: { readonly name?: string; readonly arguments?: string };
}

/** One choice of a chunk. */
export interface ChunkChoice {
  readonly index: number;
  readonly delta: ChunkDelta;
  readonly finish_reason: FinishReason | null;
  readonly logprobs?: Logprobs | null;
}

/**
 * Tells the reader of a stream under `streamMode: 'restart'` to throw away everything it has got:
 * the attempt broke, and another one begins its answer anew.
 */
export interface RestartEvent {
  readonly event: 'restart';
  /** Number of the attempt that begins now, as in `CallMeta.attempts`. */
  readonly attempt: number;
  /** Characters of text the reader has got from the attempt that broke. */
  readonly discardedChars: number;
  /** Code of the error that broke it, or the error's reason where it has one. */
  readonly reason: string;
}

/**
 * One streamed `chat.completion.chunk`. The last chunk of every stream has `choices: []`, `scillm`,
 * and `usage` where the backend sent it. Beside the last one only a restart has `scillm`, and that
 * comes under `streamMode: 'restart'` alone; `metaOf` and `isRestart` tell the two apart.
 */
export interface ChatChunk {
  readonly id: string;
  readonly object: 'chat.completion.chunk';
  /** Seconds since 1970. */
  readonly created: number;
  readonly model: string;
  readonly choices: readonly ChunkChoice[];
  readonly usage?: Usage | null;
  readonly service_tier?: 'auto' | 'default' | 'flex' | 'scale' | 'priority' | null;
  readonly system_fingerprint?: string;
  readonly moderation?: unknown;
  readonly provider_output?: {
    readonly [providerId: string]: { readonly [field: string]: unknown };
  };
  readonly scillm?: CallMeta | RestartEvent;
}
