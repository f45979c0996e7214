/*
 * What a chart asks of its two packages. Their own types need those of a browser, and would have to be
 * installed to read ours.
 */

/** The parts of `vega` that a chart is drawn with. */
export interface Vega {
  /** The level of a logger that passes on warnings and errors. */
  readonly Warn: number;
  /** How wide texts are. */
  readonly textMetrics: {
    /** Whether to measure with the package `canvas` where it is installed, or to estimate. */
    canvas(use: boolean): void;
  };
  logger(level: number, method: undefined, handler: VegaListener): VegaLogger;
  /** A Vega spec as what a view runs. */
  parse(spec: object): object;
  /** A source of chance that repeats itself. */
  randomLCG(seed: number): () => number;
  /** Counts the ids of gradients and clip paths from 1 again. */
  resetSVGDefIds(): void;
  /** Sets where specs take their chance from, process-wide. */
  setRandom(source: () => number): void;
  readonly View: new (
    runtime: object,
    options: { readonly renderer: 'none'; readonly logger: VegaLogger },
  ) => VegaView;
}

/** A picture being made. */
interface VegaView {
  toSVG(): Promise<string>;
  /** Stops its timers. */
  finalize(): void;
}

/** Hears of a warning or an error: its method of `console`, its level (`WARN`, `ERROR`), and what it is about. */
export type VegaListener = (method: string, level: string, facts: readonly unknown[]) => void;

/** A logger of Vega, which is only handed on. */
type VegaLogger = object;

/** The parts of `vega-lite` that a chart is drawn with. */
export interface VegaLite {
  /** A Vega-Lite spec as a Vega spec. */
  compile(spec: object, options: { readonly logger: VegaLogger }): { readonly spec: object };
}

/** Both packages. */
export interface VegaModules {
  readonly vega: Vega;
  readonly vegaLite: VegaLite;
}
