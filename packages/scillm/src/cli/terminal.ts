/** Where a command reads and writes; tests pass their own. */
export interface Terminal {
  /** Results: what a pipe should get. */
  out(text: string): void;
  /** Everything else: progress, tables about the call, errors. */
  note(text: string): void;
  /** All of standard input; empty where nothing is piped in. */
  readInput(): Promise<string>;
  /** Whether `note` writes to a person's screen. */
  readonly isInteractive: boolean;
  /** Aborts when the user asks to stop. */
  readonly signal: AbortSignal;
}

/** What a command ends with, as a shell reads it. */
export const EXIT = {
  ok: 0,
  /** The call failed, or a check did. */
  failed: 1,
  /** The command line or a setting is wrong. */
  usage: 2,
  interrupted: 130,
} as const;
