import type { Display } from '../display/output-hook.ts';

/** What the host tells the child over IPC. */
export type HostMessage =
  | {
      readonly kind: 'start';
      /** The notebook's file, from which imports resolve. */
      readonly path: string;
      readonly outputLimitBytes: number;
    }
  | {
      readonly kind: 'execute';
      /** Counts from 1; later messages about this run of a cell carry it. */
      readonly id: number;
      readonly code: string;
      readonly map: string;
      /** How stack lines name the cell. */
      readonly name: string;
    }
  | { readonly kind: 'close' };

/** What the child tells the host over IPC. */
export type ChildMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'output'; readonly output: CellOutput }
  | { readonly kind: 'done'; readonly id: number; readonly error?: CellError };

/** One thing a cell put out. */
export type CellOutput =
  | { readonly kind: 'stream'; readonly name: 'stdout' | 'stderr'; readonly text: string }
  | { readonly kind: 'display'; readonly display: Display }
  | { readonly kind: 'result'; readonly display: Display };

/** Why a cell failed, in Jupyter's terms. */
export interface CellError {
  /** `thrown` by the cell, or stopped from outside. */
  readonly cause: 'thrown' | 'interrupted';
  readonly ename: string;
  readonly evalue: string;
  /** A line each, plain text; positions are the cell's own. */
  readonly traceback: readonly string[];
}

/** Indices into the memory that the child's main thread shares with its watchdog. */
export const SHARED = {
  /** Holds one of {@link PHASE}. */
  phase: 0,
  /** The id of the last cell that was settled. */
  settled: 1,
} as const;

/** What the main thread is doing, as far as it matters to an interrupt. */
export const PHASE = {
  /** Anything but the synchronous part of an evaluation: terminating here would corrupt Node's async hooks. */
  elsewhere: 0,
  /** Inside the synchronous part of an evaluation. */
  evaluating: 1,
  /** The watchdog has claimed the evaluation: a termination is on its way and must be absorbed. */
  terminating: 2,
} as const;
