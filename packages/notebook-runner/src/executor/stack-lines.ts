import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import { escapePattern } from '../scrub/escape-pattern.ts';

/** Knows the cells that ran, and writes stack lines in their terms. */
export interface StackLines {
  /** Remembers the source map of a cell; returns the URL under which to evaluate it. */
  register(id: number, name: string, map: string): string;
  /** A place in a cell's code as the cell's own: `cell 5 (hello-json) 3:7`. */
  place(url: string, line: number, column: number): string;
  /** A stack line with every place in evaluated code replaced by the cell's own. */
  rewrite(line: string): string;
}

/** Creates an empty {@link StackLines}. */
export function createStackLines(): StackLines {
  const cells = new Map<string, { name: string; map: string; trace?: TraceMap }>();
  const place = (url: string, line: number, column: number): string => {
    const cell = cells.get(url);
    if (!cell) return `${url}:${line}:${column}`;
    cell.trace ??= new TraceMap(cell.map);
    const original = originalPositionFor(cell.trace, { line, column: column - 1 });
    return `${cell.name} ${original.line ?? line}:${(original.column ?? column - 1) + 1}`;
  };
  return {
    place,
    register(id, name, map) {
      const url = `scillm-cell-${id}`;
      cells.set(url, { name, map });
      return url;
    },
    rewrite: (text) =>
      text.replace(PLACE, (_match, url: string, line: string, column: string) =>
        place(url, Number(line), Number(column)),
      ),
  };
}

const PLACE = /(scillm-cell-\d+):(\d+):(\d+)/g;

/**
 * Makes every `stack` name cells and leave out the frames of Node and of the executor, which would
 * differ between machines and releases.
 */
export function installStackLines(lines: StackLines): void {
  Error.prepareStackTrace = (error, sites) => {
    const frames = sites
      .map((site) => lines.rewrite(String(site)))
      .filter((frame) => !isForeign(frame));
    return [header(error), ...frames.map((frame) => `    at ${frame}`)].join('\n');
  };
}

function isForeign(frame: string): boolean {
  return EXECUTOR.test(frame) || FOREIGN.some((mark) => frame.includes(mark));
}

const FOREIGN = ['node:', 'new Promise (<anonymous>)'];

// The files beside this one, and no others.
const EXECUTOR = new RegExp(`${escapePattern(new URL('.', import.meta.url).href)}[a-z-]+\\.[jt]s:`);

function header(error: Error): string {
  try {
    return String(error);
  } catch {
    return 'Error';
  }
}
