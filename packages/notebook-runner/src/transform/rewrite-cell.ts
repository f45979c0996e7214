import type MagicString from 'magic-string';
import { type ParseResult, type Statement, Visitor } from 'oxc-parser';
import { CellSyntaxError, positionAt } from './cell-syntax-error.ts';
import { importText } from './import-text.ts';

/**
 * Rewrites the top level of a parsed cell in place, still as TypeScript: declarations become `let`,
 * imports become awaited calls of the runtime hook, and the last expression reports its value.
 */
export function rewriteCell(text: MagicString, { program, module }: ParseResult): void {
  const cell: Rewriting = { text, hoistTo: program.body.find((it) => !isImport(it))?.start ?? 0 };
  for (const statement of program.body) rewrite(cell, statement);
  const last = program.body.findLast(({ type }) => type !== 'EmptyStatement');
  if (last?.type === 'ExpressionStatement') {
    text.prependRight(last.expression.start, '__cell__.result((');
    text.appendLeft(last.expression.end, '))');
  }
  // A thrown value that is no error carries no stack: the hook notes where it was thrown.
  const visitor = new Visitor({
    ThrowStatement({ start, argument }) {
      text.update(start, argument.start, 'throw __cell__.thrown((');
      text.appendLeft(argument.end, '))');
    },
  });
  visitor.visit(program);
  for (const { start } of module.dynamicImports) {
    text.update(start, start + 'import'.length, '__cell__.import');
  }
  for (const { start, end } of module.importMetas) text.update(start, end, '__cell__.meta');
}

interface Rewriting {
  readonly text: MagicString;
  /** Where hoisted statements go: behind the imports a cell begins with. */
  readonly hoistTo: number;
}

type Rewrites = {
  readonly [Type in Statement['type']]?: (
    cell: Rewriting,
    statement: StatementOf<Type, Statement>,
  ) => void;
};

// A function's `type` is itself a union, which Extract would not match.
type StatementOf<Type, Any> = Any extends { type: infer Own }
  ? Type extends Own
    ? Any
    : never
  : never;

const REWRITES: Rewrites = {
  ImportDeclaration(cell, node) {
    cell.text.update(node.start, node.end, importText(node));
    hoist(cell, node);
  },
  TSImportEqualsDeclaration({ text }, node) {
    if (node.importKind === 'type') return;
    const { moduleReference: from } = node;
    const isModule = from.type === 'TSExternalModuleReference';
    const value = isModule
      ? `__cell__.require(${from.expression.raw})`
      : text.slice(from.start, from.end);
    text.update(node.start, node.end, `let ${node.id.name} = ${value};`);
  },
  VariableDeclaration({ text }, node) {
    if (node.kind === 'using' || node.kind === 'await using') {
      refuse(text, node, `${node.kind} at the top of a cell is never disposed. Put it in a block.`);
    }
    if (!node.declare) text.update(node.start, node.start + node.kind.length, 'let');
  },
  FunctionDeclaration(cell, node) {
    if (!node.body || !node.id) return;
    const head = `let ${node.id.name} = ${node.async ? 'async ' : ''}function${node.generator ? '*' : ''} `;
    cell.text.update(node.start, node.id.end, head);
    cell.text.appendLeft(node.end, ';');
    hoist(cell, node);
  },
  // An overload would declare anew what the function, now a variable, declares.
  TSDeclareFunction({ text }, node) {
    text.remove(node.start, node.end);
  },
  TSEnumDeclaration({ text }, node) {
    if (node.declare) return;
    text.prependRight(node.start, `let ${node.id.name} = (() => { `);
    text.appendLeft(node.end, ` return ${node.id.name}; })();`);
  },
  ExportNamedDeclaration(cell, node) {
    if (node.exportKind === 'type' && !node.declaration) cell.text.remove(node.start, node.end);
    else if (node.source) refuse(cell.text, node, 'A cell cannot re-export: import instead.');
    else if (!node.declaration) cell.text.remove(node.start, node.end);
    else {
      cell.text.remove(node.start, node.declaration.start);
      rewrite(cell, node.declaration);
    }
  },
  ExportAllDeclaration({ text }, node) {
    refuse(text, node, 'A cell cannot re-export: import instead.');
  },
  ExportDefaultDeclaration({ text }, node) {
    refuse(text, node, 'A cell has no default export: give the value a name.');
  },
  TSExportAssignment({ text }, node) {
    refuse(text, node, 'A cell has no default export: give the value a name.');
  },
};

function rewrite(cell: Rewriting, statement: Statement): void {
  // The table is keyed by type, which TypeScript cannot follow through an index.
  const rewriteOne = REWRITES[statement.type] as
    | ((cell: Rewriting, statement: Statement) => void)
    | undefined;
  rewriteOne?.(cell, statement);
}

function hoist({ text, hoistTo }: Rewriting, { start, end }: { start: number; end: number }): void {
  if (start > hoistTo) text.move(start, end, hoistTo);
}

function isImport({ type }: Statement): boolean {
  return type === 'ImportDeclaration';
}

function refuse(text: MagicString, { start }: { start: number }, message: string): never {
  throw new CellSyntaxError(message, positionAt(text.original, start));
}
