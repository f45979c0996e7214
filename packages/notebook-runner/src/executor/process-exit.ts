/** What `process.exit()` throws in a cell: the process belongs to the notebook, not to the cell. */
export class ProcessExit extends Error {
  override readonly name = 'ProcessExit';

  constructor(code: string | number | null | undefined) {
    super(
      `process.exit(${code ?? ''}) was called. A cell ends by reaching its end or by throwing.`,
    );
  }
}
