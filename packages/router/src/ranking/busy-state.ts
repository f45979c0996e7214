/** Whether a deployment counts as busy, and how far a change of that has come. */
export interface BusyState {
  readonly isBusy: boolean;
  /** Samples in a row that say otherwise. */
  readonly contrary: number;
}

/** When a deployment turns busy or idle. */
export interface BusyMarks {
  /** A sample from here on says busy. */
  readonly high: number;
  /** A sample up to here says idle; between the marks it says nothing. */
  readonly low: number;
  /** Samples in a row that it takes. */
  readonly samples: number;
}

/** The state after one more sample of the utilisation, 0 to 1. The first sample decides alone. */
export function nextBusyState(
  state: BusyState | undefined,
  sample: number,
  { high, low, samples }: BusyMarks,
): BusyState {
  if (state === undefined) return { isBusy: sample >= high, contrary: 0 };
  const isContrary = state.isBusy ? sample <= low : sample >= high;
  const contrary = isContrary ? state.contrary + 1 : 0;
  return contrary >= samples
    ? { isBusy: !state.isBusy, contrary: 0 }
    : { isBusy: state.isBusy, contrary };
}
