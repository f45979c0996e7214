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
  /** How the answer became a validated JSON value; only where strict JSON was asked for. */
  readonly json?: JsonMeta;
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

/** What stood between the model's words and the JSON value. */
export interface JsonMeta {
  /** How the form was asked for: by schema, as an object, by a forced tool, or in words alone. */
  readonly rung: JsonRung;
  /** What was changed to read the answer; empty for an answer that was valid as it came. */
  readonly repairs: readonly JsonRepair[];
  /** How often the model was asked again because its answer did not fit. */
  readonly reasks: number;
  /** Rungs the backend refused in this call or before. */
  readonly droppedRungs: readonly JsonRung[];
}

/** A way to ask for JSON, from the strictest to plain words. */
export type JsonRung = 'json_schema' | 'json_object' | 'tool' | 'prompt';

/** One change to a model's answer. */
export interface JsonRepair {
  readonly op:
    | 'strip_bom'
    | 'strip_think'
    | 'strip_fence'
    | 'slice'
    | 'repair'
    | 'close'
    | 'nonempty_null'
    | 'coerce';
  /** Where in the raw text: an offset in UTF-16 code units. */
  readonly at: number;
}
