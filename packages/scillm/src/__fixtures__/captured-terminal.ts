import type { Terminal } from '../cli/terminal.ts';

/** A terminal that keeps what is written to it. */
export interface CapturedTerminal extends Terminal {
  readonly outText: () => string;
  readonly noteText: () => string;
}

/** A terminal with this on its standard input. */
export function capturedTerminal(
  input = '',
  signal: AbortSignal = new AbortController().signal,
): CapturedTerminal {
  const out: string[] = [];
  const notes: string[] = [];
  return {
    out: (text) => out.push(text),
    note: (text) => notes.push(text),
    readInput: async () => input,
    isInteractive: false,
    signal,
    outText: () => out.join(''),
    noteText: () => notes.join(''),
  };
}
