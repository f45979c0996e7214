import type { MimeBundle } from '../format/notebook.ts';

/** Something to show, on its way from a cell to its outputs. */
export interface Display {
  /** The representations. */
  readonly data: MimeBundle;
  /** Metadata of the output, such as an image's width. */
  readonly metadata: { readonly [key: string]: MimeBundle[string] };
  /** Names the output, so that it can be replaced. */
  readonly id?: string;
  /** Whether it replaces the outputs shown under `id`. */
  readonly isUpdate?: boolean;
}

/** What a running notebook offers to every copy of this module in the process. */
export interface OutputHook {
  /** Shows something now. */
  show(display: Display): void;
  /**
   * Something still being made; the cell stays open until it settles. Gives what to hand to the cell:
   * where it rejects and the cell does not handle that, the cell fails.
   */
  wait(pending: Promise<void>): Promise<void>;
}

/** The hook, or nothing outside a notebook. It is process-wide, since a cell's copy of this module is not the runner's. */
export function outputHook(): OutputHook | undefined {
  return (globalThis as { [key: symbol]: unknown })[KEY] as OutputHook | undefined;
}

/** Makes a hook the process's own. */
export function setOutputHook(hook: OutputHook): void {
  Object.defineProperty(globalThis, KEY, { value: hook, configurable: true });
}

const KEY = Symbol.for('scillm.notebook.output');
