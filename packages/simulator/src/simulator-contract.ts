import type { LogEntry } from './log/log-entry.ts';
import type { RequestLog } from './log/request-log.ts';
import type { SurfaceName } from './surfaces/surface-name.ts';

/** Options of `startSimulator`. */
export interface SimulatorOptions {
  /**
   * What the answers and the chance of `p=` are drawn from: equal seeds give equal answers.
   *
   * @default 0
   */
  readonly seed?: number;
  /**
   * A fault script, as `script()` takes it.
   *
   * @default '' (no faults)
   */
  readonly faults?: string;
  /**
   * The surfaces to start, each a server of its own.
   *
   * @default all
   */
  readonly surfaces?: readonly SurfaceName[];
  /**
   * Milliseconds before every answer, beside what the script adds.
   *
   * @default 0
   */
  readonly latencyMs?: number;
  /**
   * Whether the simulator keeps the process alive until `close()`.
   *
   * @default true
   */
  readonly keepsProcess?: boolean;
  /**
   * Hears of every request when it is over, with its final log entry. What it throws is not caught.
   *
   * @default nobody
   */
  readonly onRequest?: (entry: LogEntry) => void;
}

/** A running simulator. The caller owns it, and closes it. */
export interface Simulator {
  /**
   * The base URL of a surface, `/v1` included, such as `http://127.0.0.1:40123/v1`.
   *
   * @throws an error naming the started surfaces if this one is not among them.
   */
  base(surface: SurfaceName): string;
  /**
   * The key a surface takes: `sim-<surface>`.
   *
   * @throws an error naming the started surfaces if this one is not among them.
   */
  key(surface: SurfaceName): string;
  /** The environment variables that point SciLLM at the started surfaces; a new object each time. */
  env(): Record<string, string>;
  /** What came in, and what became of it. */
  readonly log: RequestLog;
  /**
   * Puts a fault script in the place of the present one; its counts start anew.
   *
   * @throws an error `faults:LINE:COL: …` if it is wrong; the present one then stays.
   */
  script(faults: string): void;
  /** Stops listening and destroys every connection; repeatable. */
  close(): Promise<void>;
}
