import type { ContractScenario } from './contract-scenario.ts';

/** One request as the peer received it. */
export interface ContractHit {
  readonly path: string;
  /** By name in lower case. */
  readonly headers: { readonly [name: string]: string | readonly string[] | undefined };
  /** The body's bytes as text. */
  readonly body: string;
}

/**
 * The backend of the contract suite: a loopback server that plays one scenario at a time.
 * `startContractPeer` starts the one for OpenAI's chat wire; a transport of another wire brings its
 * own with the same scenarios.
 */
export interface ContractPeer {
  /** What a transport is created with. */
  readonly baseUrl: string;
  /** A base URL at which nobody listens. */
  readonly deadUrl: string;
  /** Whether requests have the shape of `ChatRequest`; the cases W1 to W3 are for those alone. */
  readonly wire: 'chat' | 'other';
  /** What a good answer says; holds characters of two, three and four bytes. */
  readonly text: string;
  /** How many places `split_at` can cut at, from 1. */
  readonly splits: number;
  /** Requests since the last {@link ContractPeer.play}. */
  readonly hits: readonly ContractHit[];
  /** Requests ever made to the server that redirects point to. */
  readonly strayHits: number;
  /** Answers every request by this scenario from now on. */
  play(scenario: ContractScenario, at?: number): void;
  /** Resolves once a request has come since the last {@link ContractPeer.play}. */
  arrived(): Promise<void>;
  /** Resolves once the connection of the latest request is closed. */
  left(): Promise<void>;
  /** Stops and destroys every connection. The caller owns the peer. */
  close(): Promise<void>;
}
