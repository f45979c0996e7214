import { display } from '../display/display.ts';
import { setOutputHook } from '../display/output-hook.ts';
import { captureStreams } from './capture-streams.ts';
import { createCellHook } from './cell-hook.ts';
import type { OutputChannel } from './output-channel.ts';
import { ProcessExit } from './process-exit.ts';
import { installStackLines, type StackLines } from './stack-lines.ts';

/** What cells left behind in the process, for the session to judge. */
export interface CellTraces {
  /** The value of the last expression, if the running cell has had one. */
  result: readonly unknown[];
  /** The last value thrown that had no stack of the cell, and the stack of the place. */
  thrown: { readonly value: unknown; readonly stack: string };
  /** Unhandled rejections and uncaught exceptions, oldest first. */
  readonly strays: unknown[];
  /** Displays that are still being made: what the cell got for each, and the making itself. */
  readonly pending: Map<unknown, Promise<void>>;
}

/**
 * Makes this process a notebook's: streams go to the channel, stacks name cells, `display` and
 * `__cell__` are global, and `process.exit` throws. There is no way back; call it once.
 */
export function takeOverProcess(
  path: string,
  channel: OutputChannel,
  lines: StackLines,
): CellTraces {
  const traces: CellTraces = {
    result: [],
    thrown: { value: undefined, stack: '' },
    strays: [],
    pending: new Map(),
  };
  setOutputHook({
    show: (shown) => channel.show('display', shown),
    wait(making) {
      // Of a promise of its own, Node tells whether the cell has left a rejection unhandled.
      const handedOut: Promise<void> = making.finally(() => traces.pending.delete(handedOut));
      traces.pending.set(handedOut, making);
      return handedOut;
    },
  });
  const hook = createCellHook(path, {
    onResult(value) {
      // A display that is still being made is no result.
      if (!traces.pending.has(value)) traces.result = [value];
    },
    onThrown(value, stack) {
      traces.thrown = { value, stack };
    },
  });
  captureStreams(channel);
  installStackLines(lines);
  defineGlobal('display', display);
  defineGlobal('__cell__', hook);
  process.exit = (code) => {
    throw new ProcessExit(code);
  };
  // Node's own printer writes past the streams, and the process id with it.
  process.removeAllListeners('warning');
  process.on('warning', ({ name, message }) => {
    // Our own use of vm's default loader counts as one.
    if (name !== 'ExperimentalWarning') channel.write('stderr', `${name}: ${message}\n`);
  });
  process.on('unhandledRejection', (reason) => traces.strays.push(reason));
  process.on('uncaughtException', (error) => traces.strays.push(error));
  return traces;
}

function defineGlobal(name: string, value: unknown): void {
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}
