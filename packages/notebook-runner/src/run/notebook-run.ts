import type { Notebook } from '../format/notebook.ts';
import type { Mode } from './mode.ts';

/** How a cell, or a notebook, ended. */
export type RunStatus = 'ok' | 'failed' | 'skipped';

/** One code cell of a run. */
export interface CellRun {
  /** Its place among all cells of the source, from 1. */
  readonly number: number;
  readonly id: string;
  readonly tags: readonly string[];
  readonly status: RunStatus;
  /** Why it was skipped or failed, in a line. */
  readonly reason?: string;
  /** How long it ran; 0 when it did not. */
  readonly durationMs: number;
  /** What it says as an assertion; only for cells tagged `expect`. */
  readonly expectation?: 'passed' | 'failed' | 'skipped';
  /** The scrubbed lines of its error. */
  readonly traceback?: readonly string[];
}

/** One run of one notebook. */
export interface NotebookRun {
  /** The file's name without `.ipynb`. */
  readonly name: string;
  /** The notebook's file. */
  readonly path: string;
  /** `skipped` when no `expect` cell ran, negative controls aside. */
  readonly status: RunStatus;
  /** Why it is not `ok`, in a line. */
  readonly reason?: string;
  readonly mode: Mode;
  /** Its code cells, in order. */
  readonly cells: readonly CellRun[];
  /** Source, outputs and the metadata cell: scrubbed, and free of secrets. */
  readonly snapshot: Notebook;
  /** How many secrets were replaced. */
  readonly redactions: number;
  /** The hash of what was run: ids, types, sources and tags. */
  readonly sourceSha256: string;
  /** How long it took. */
  readonly durationMs: number;
}

/** Progress of a run. */
export type RunEvent =
  | { readonly kind: 'cell-start'; readonly number: number; readonly id: string }
  | { readonly kind: 'cell-end'; readonly cell: CellRun };
