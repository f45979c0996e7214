/** A place in a cell; both count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A cell that cannot be turned into JavaScript. */
export class CellSyntaxError extends SyntaxError {
  // The name a reader of a traceback expects.
  override readonly name = 'SyntaxError';
  /** Where the fault is. */
  readonly position: Position;

  constructor(message: string, position: Position) {
    super(message);
    this.position = position;
  }
}

/** The place of an offset in a text. */
export function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}
