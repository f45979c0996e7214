import type { ServerResponse } from 'node:http';

/** One request as a scenario sees it, and the place for its answer. */
export interface PeerExchange {
  readonly isStream: boolean;
  readonly response: ServerResponse;
  /** Where to cut, for `split_at`. */
  readonly at: number;
  /** URL of a server of another origin. */
  readonly strayUrl: string;
}

/** What the peer does with a request. */
export type Scene = (exchange: PeerExchange) => void | Promise<void>;
