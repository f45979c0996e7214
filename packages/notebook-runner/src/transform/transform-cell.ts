import remapping from '@jridgewell/remapping';
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import MagicString, { type SourceMap } from 'magic-string';
import { parseSync } from 'oxc-parser';
import { transformSync } from 'oxc-transform';
import { CellSyntaxError, type Position, positionAt } from './cell-syntax-error.ts';
import { rewriteCell } from './rewrite-cell.ts';

/** The JavaScript of a cell, ready for V8's REPL mode. */
export interface TransformedCell {
  /** Strict-mode code, whose imports, `import.meta` and result go through the runtime hook `__cell__`. */
  readonly code: string;
  /** A source map, version 3 as JSON text, from `code` back to the cell. */
  readonly map: string;
}

/**
 * Turns a cell of TypeScript into JavaScript that V8's REPL mode runs with bindings which persist
 * and may be declared anew. Pure. Throws a {@link CellSyntaxError} for what does not parse and for
 * what a cell cannot hold (`export default`, re-exports, a top-level `using`).
 */
export function transformCell(source: string): TransformedCell {
  const parsed = parseSync('cell.ts', source, { lang: 'ts', sourceType: 'module' });
  const [error] = parsed.errors;
  if (error) throw new CellSyntaxError(error.message, positionAt(source, faultOf(error)));
  const text = new MagicString(source);
  rewriteCell(text, parsed);
  text.prepend("'use strict';");
  const typed = text.toString();
  const typedMap = text.generateMap({ source: 'cell.ts', hires: true });
  const plain = transformSync('cell.ts', typed, {
    lang: 'ts',
    sourceType: 'module',
    sourcemap: true,
    typescript: { onlyRemoveTypeImports: true },
  });
  const [failure] = plain.errors;
  if (failure) {
    const position = positionAt(typed, faultOf(failure));
    throw new CellSyntaxError(failure.message, backThrough(typedMap, position));
  }
  const map = remapping([JSON.stringify(plain.map), typedMap.toString()], () => null);
  return { code: plain.code, map: map.toString() };
}

// A redeclaration is labelled at both places; V8 and TypeScript point at the later one.
function faultOf(error: { labels: readonly { start: number }[] }): number {
  return error.labels.at(-1)?.start ?? 0;
}

function backThrough(map: SourceMap, { line, column }: Position): Position {
  const original = originalPositionFor(new TraceMap(map.toString()), { line, column: column - 1 });
  return { line: original.line ?? line, column: (original.column ?? column - 1) + 1 };
}
