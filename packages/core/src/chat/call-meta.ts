import type { Attempt, AuthStyle } from './attempt.ts';

/** Who answered a call, and what happened on the way. Part of every response and every last chunk. */
export interface CallMeta {
  /** The deployment that answered; the transport's id in a direct call. */
  readonly servedBy: string;
  /**
   * `<provider>/<model the backend echoed>`, or the model sent if it echoed none. An echoed `sim/…`
   * stays as it is and sets `simulated`.
   */
  readonly servedModel: string;
  readonly authStyle: AuthStyle;
  readonly routing: 'direct' | 'router' | 'first-success';
  /** Every try in the order they started; failed, hedged and cancelled ones too. */
  readonly attempts: readonly Attempt[];
  /** `attempts.length`. */
  readonly attemptCount: number;
  /** Present only when every price is known. */
  readonly costs?: {
    readonly servedUsd: number;
    readonly wastedUsd: number;
    readonly totalUsd: number;
  };
  readonly warnings?: readonly CallWarning[];
  /** The model declined to answer; `message.refusal` says how. */
  readonly refused?: true;
  /** The answer came from the simulator, not from a model. */
  readonly simulated?: true;
}

/** Something that did not stop the call, counted. */
export interface CallWarning {
  readonly code: string;
  readonly count: number;
}
