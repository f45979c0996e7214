/** The error of a bad fault script: `faults:LINE:COL: ` and what is wrong. Both count from 1. */
export function scriptError(line: number, column: number, message: string): Error {
  return new Error(`faults:${line}:${column}: ${message}`);
}
