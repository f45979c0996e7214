import type { Clock } from '../clock/clock.ts';
import type { CallEvent } from './call-event.ts';

/** What a caller may say about one call. An option given here beats every other source. */
export interface CallOptions {
  /** Ends the call when it aborts; its reason becomes the error's cause. */
  readonly signal?: AbortSignal;
  /**
   * The whole call, every wait and fallback included.
   *
   * @default SCILLM_DEADLINE, 300000
   */
  readonly deadlineMs?: number;
  /**
   * One attempt.
   *
   * @default LITELLM_TIMEOUT, 120000
   */
  readonly timeoutMs?: number;
  /**
   * Retries on each deployment; 0 stops all retries, fallback still works.
   *
   * @default LITELLM_MAX_RETRIES, 2
   */
  readonly maxRetries?: number;
  /**
   * Tries of every kind together.
   *
   * @default SCILLM_MAX_ATTEMPTS, 6
   */
  readonly maxAttempts?: number;
  /**
   * The longest wait a backend may ask for and get; after a longer one the next deployment is asked.
   *
   * @default SCILLM_MAX_RETRY_AFTER, 10000
   */
  readonly maxRetryAfterMs?: number;
  /**
   * The shortest computed wait before a retry.
   *
   * @default LITELLM_RETRY_AFTER, 500
   */
  readonly retryAfterMs?: number;
  /**
   * Place in queues: higher first, equal ones in the order they came.
   *
   * @default 0
   */
  readonly priority?: number;
  /**
   * Whether a direct call is retried until SCILLM_MAX_WALL_TIME_S is over, however often that is.
   *
   * @default SCILLM_TENACIOUS, unless the call names maxRetries
   */
  readonly tenacious?: boolean;
  /**
   * What happens to a router's stream that breaks after its first visible text. `commit`: it throws
   * the error, with the text so far as `partial`. `restart`: a restart chunk tells the reader to throw
   * away what it has got, and the next attempt begins its answer anew, twice at most. `hold`: nothing
   * is handed out before an attempt has finished well, so that its failure can still be made good.
   *
   * @default the router's streamMode, 'commit'
   */
  readonly streamMode?: 'commit' | 'restart' | 'hold';
  /**
   * Whether a router's stream keeps tool calls back until their attempt has finished well, and then
   * hands each out as a whole, or passes their pieces on as they come. A stream that passes one on
   * has begun: from then on `streamMode` decides.
   *
   * @default the router's toolCalls, 'withhold'
   */
  readonly toolCalls?: 'withhold' | 'live';
  /** Deployment ids to ask only if nothing else is left. */
  readonly avoid?: readonly string[];
  /**
   * Names this logical call to backends that recognise repeats.
   *
   * @default 32 random hex digits
   */
  readonly idempotencyKey?: string;
  /** Told of every attempt and wait. What it throws is ignored. */
  readonly onEvent?: (event: CallEvent) => void;
  /** @default the machine's own time */
  readonly clock?: Clock;
}
