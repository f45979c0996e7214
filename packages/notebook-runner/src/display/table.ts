import { inspect } from 'node:util';
import type { MimeBundle } from '../format/notebook.ts';
import { escapeHtml } from './escape-html.ts';
import { escapeMarkdown } from './escape-markdown.ts';

/** A value that shows itself. It is under the well-known symbol `Symbol.for('Jupyter.display')` too. */
export interface Displayable {
  /** The representations. */
  readonly bundle: MimeBundle;
}

/** A row: an object with named fields, or a list of values in the order of the columns. */
export type TableRow = object;

/**
 * A table to show, by `display(table(rows))` or as a cell's last expression. Cells longer than 200
 * characters are cut; columns that hold numbers only are right-aligned.
 *
 * @param columns - Which fields to show, in order. Default: every field, as first met.
 */
export function table(rows: readonly TableRow[], columns?: readonly string[]): Displayable {
  const names = columns ?? columnsOf(rows);
  const values = rows.map((row) => names.map((name, at) => fieldOf(row, name, at)));
  const grid: Grid = {
    names,
    cells: values.map((row) => row.map(cellText)),
    isNumeric: names.map((_name, at) => isNumeric(values.map((row) => row[at]))),
  };
  const bundle: MimeBundle = {
    'text/html': html(grid),
    'text/markdown': markdown(grid),
    'text/plain': plain(grid),
  };
  return Object.defineProperty({ bundle }, Symbol.for('Jupyter.display'), { value: () => bundle });
}

interface Grid {
  readonly names: readonly string[];
  readonly cells: readonly (readonly string[])[];
  readonly isNumeric: readonly boolean[];
}

function columnsOf(rows: readonly TableRow[]): string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row)))];
}

function fieldOf(row: TableRow, name: string, at: number): unknown {
  if (Array.isArray(row)) return row[at];
  return Object.hasOwn(row, name) ? (row as { [column: string]: unknown })[name] : undefined;
}

function isNumeric(values: readonly unknown[]): boolean {
  const present = values.filter((value) => value !== undefined && value !== null);
  return present.length > 0 && present.every((value) => /^(number|bigint)$/.test(typeof value));
}

function cellText(value: unknown): string {
  if (value === undefined || value === null) return '';
  const text = typeof value === 'object' ? inspect(value, COMPACT) : String(value);
  const characters = [...text];
  return characters.length > CUT ? `${characters.slice(0, CUT - 1).join('')}…` : text;
}

const CUT = 200;
const COMPACT = { depth: 2, breakLength: Number.POSITIVE_INFINITY, colors: false };

function html({ names, cells, isNumeric }: Grid): string {
  const align = (at: number): string => (isNumeric[at] ? ' style="text-align:right"' : '');
  const row = (tag: string, texts: readonly string[]): string =>
    `<tr>${texts.map((text, at) => `<${tag}${align(at)}>${escapeHtml(text)}</${tag}>`).join('')}</tr>`;
  const body = cells.map((texts) => row('td', texts)).join('\n');
  return `<table>\n<thead>\n${row('th', names)}\n</thead>\n<tbody>\n${body}\n</tbody>\n</table>`;
}

function markdown({ names, cells, isNumeric }: Grid): string {
  const row = (texts: readonly string[]): string => `| ${texts.map(escapeMarkdown).join(' | ')} |`;
  const rule = `| ${isNumeric.map((numeric) => (numeric ? '---:' : '---')).join(' | ')} |`;
  return [row(names), rule, ...cells.map(row)].join('\n');
}

function plain({ names, cells, isNumeric }: Grid): string {
  const rows = [names, ...cells].map((texts) => texts.map((text) => text.replace(/\s+/g, ' ')));
  const widths = names.map((_name, at) => Math.max(...rows.map((texts) => texts[at]?.length ?? 0)));
  return rows
    .map((texts) =>
      texts
        .map((text, at) =>
          isNumeric[at] ? text.padStart(widths[at] ?? 0) : text.padEnd(widths[at] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
