import type { CellError, CellOutput } from './protocol.ts';

/** One run of one cell. */
export interface ExecutionRequest {
  /** The cell's TypeScript. */
  readonly source: string;
  /** How stack lines name the cell, such as `cell 5 (hello-json)`. */
  readonly name: string;
  /** Gets each output as it comes; text comes joined. */
  readonly onOutput: (output: CellOutput) => void;
  /** Stops the cell when it aborts, as a time-out does. */
  readonly signal?: AbortSignal;
  /**
   * How long the cell may take.
   *
   * @default 30000
   */
  readonly timeoutMs?: number;
}

/** How a run of a cell ended. */
export interface ExecutionResult {
  /** `timeout` and `interrupted` were asked for; `dead` means that the process ended under the cell. */
  readonly status: 'ok' | 'error' | 'timeout' | 'interrupted' | 'dead';
  /** Why it is not `ok`. */
  readonly error?: CellError;
}

/** A process that runs the cells of one notebook, one at a time, with bindings that persist. */
export interface Executor {
  /** Whether the process still runs; once it does not, every execution ends as `dead`. */
  readonly isAlive: boolean;
  /** Runs a cell. Never rejects. Calls wait for each other. */
  execute(request: ExecutionRequest): Promise<ExecutionResult>;
  /** Ends the process and all it started, politely if it answers within the grace period. */
  close(): Promise<void>;
  /** Ends the process and all it started at once; resolves when it has exited. */
  kill(): Promise<void>;
}
