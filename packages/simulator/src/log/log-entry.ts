import type { SurfaceName } from '../surfaces/surface-name.ts';

/** Which headers of a request carried a key. */
export type AuthStyle = 'bearer' | 'x-api-key' | 'both' | 'none';

/**
 * Who ended an exchange: the `server` with a whole answer, the `client` by leaving, a `fault` by
 * destroying the connection, or the simulator's own `close`.
 */
export type ClosedBy = 'server' | 'client' | 'fault' | 'close';

/** One request, as the log keeps it. No header value and no key is ever in it. */
export interface LogEntry {
  /** Its number, from 1, in the order of arrival. */
  readonly seq: number;
  /** The surface it came to. */
  readonly surface: SurfaceName;
  /** Its method. */
  readonly method: string;
  /** Its path, without the query. */
  readonly path: string;
  /** The model it named, or `null`. */
  readonly model: string | null;
  /** Whether it asked for a stream. */
  readonly stream: boolean;
  /** Which headers carried a key. */
  readonly authStyle: AuthStyle;
  /** Whether a key it carried is the surface's own. */
  readonly keyMatches: boolean;
  /** The status it got; `null` as long as there is none. */
  readonly status: number | null;
  /** The fault rule that applied, as written, or `null`. */
  readonly rule: string | null;
  /** Stream events sent, `[DONE]` and comments not counted. */
  readonly chunksSent: number;
  /** Who ended it; `null` while it is open. */
  readonly closedBy: ClosedBy | null;
  /** The parsed body; `null` if there is none, or it is not a JSON object. */
  readonly body: Readonly<Record<string, unknown>> | null;
}
