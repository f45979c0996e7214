/** A notebook that cannot be used: not JSON, not format 4.5, or not valid. Fix the file, or run `nbrun fmt`. */
export class NotebookError extends Error {
  override readonly name = 'NotebookError';
  /** What is wrong, a sentence each, naming the cell's number, id and type where there is one. */
  readonly problems: readonly string[];

  constructor(file: string, problems: readonly string[], options?: ErrorOptions) {
    super(`${file}: ${problems.slice(0, 5).join('; ')}`, options);
    this.problems = problems;
  }
}
