import { display } from '../display/display.ts';
import { setOutputHook } from '../display/output-hook.ts';
import { toBundle } from '../display/to-bundle.ts';
import { captureStreams } from './capture-streams.ts';
import { createCellHook } from './cell-hook.ts';
import { describeThrown, stackFrames } from './describe-thrown.ts';
import type { Evaluation } from './evaluator.ts';
import { createInspectorEvaluator } from './inspector-evaluator.ts';
import { createOutputChannel } from './output-channel.ts';
import { ProcessExit } from './process-exit.ts';
import { type CellError, type ChildMessage, type HostMessage, SHARED } from './protocol.ts';
import { createStackLines, installStackLines } from './stack-lines.ts';

/** Options of {@link createChildSession}. */
export interface ChildSessionOptions {
  /** The notebook's file. */
  readonly path: string;
  readonly outputLimitBytes: number;
  /** Reaches the host. */
  readonly post: (message: ChildMessage) => void;
  /** The memory shared with the watchdog. */
  readonly shared: Int32Array;
}

/** A notebook being run in this process. */
export interface ChildSession {
  /** Runs a cell and posts `done`. Never rejects. */
  execute(message: Extract<HostMessage, { kind: 'execute' }>): Promise<void>;
  /** Settles the cell with this id as interrupted, if it is still the running one. */
  interrupt(id: number): void;
  /** Makes the process able to exit. */
  close(): void;
}

/** Takes over this process for a notebook: streams, stack traces, globals and exits. Call it once. */
export function createChildSession(options: ChildSessionOptions): ChildSession {
  const { path, outputLimitBytes, post, shared } = options;
  const channel = createOutputChannel({
    limitBytes: outputLimitBytes,
    emit: (output) => post({ kind: 'output', output }),
  });
  const lines = createStackLines();
  const pending = new Set<Promise<unknown>>();
  const strays: unknown[] = [];
  const evaluator = createInspectorEvaluator(shared);
  let running: { id: number; interrupt: () => void; result: readonly unknown[] } | undefined;

  let thrown: { value: unknown; stack: string } = { value: undefined, stack: '' };

  const wait = (promise: Promise<void>): void => {
    pending.add(promise);
    const forget = (): void => void pending.delete(promise);
    promise.then(forget, forget);
  };
  setOutputHook({ show: (it) => channel.show('display', it), wait });
  captureStreams(channel);
  installStackLines(lines);
  defineGlobal('display', display);
  defineGlobal(
    '__cell__',
    createCellHook(path, {
      onResult(value) {
        // A display that is still being made is no result.
        if (running && !pending.has(value as Promise<unknown>)) running.result = [value];
      },
      onThrown(value, stack) {
        thrown = { value, stack };
      },
    }),
  );
  process.exit = (code) => {
    throw new ProcessExit(code);
  };
  process.on('unhandledRejection', (reason) => strays.push(reason));
  process.on('uncaughtException', (error) => strays.push(error));

  const finish = async (evaluation: Evaluation, url: string): Promise<CellError | undefined> => {
    if (evaluation.kind === 'terminated') return INTERRUPTED;
    if (evaluation.kind === 'thrown') {
      const { value, line, column = 1 } = evaluation;
      if (line) return describeThrown(value, [`    at ${lines.place(url, line, column)}`]);
      return describeThrown(value, Object.is(thrown.value, value) ? stackFrames(thrown.stack) : []);
    }
    const [value] = running?.result ?? [];
    if (value !== undefined) channel.show('result', { data: await toBundle(value), metadata: {} });
    while (pending.size > 0) await Promise.allSettled(pending);
    return undefined;
  };

  return {
    close: evaluator.close,
    interrupt: (id) => {
      if (running?.id === id) running.interrupt();
    },
    async execute({ id, code, map, name }) {
      channel.begin();
      const url = lines.register(id, name, map);
      const interrupted = new Promise<CellError>((resolve) => {
        running = { id, result: [], interrupt: () => resolve(INTERRUPTED) };
      });
      const ended = evaluator
        .evaluate(code, url)
        .then((evaluation) => finish(evaluation, url))
        .catch((error: unknown) => describeThrown(error));
      let error = await Promise.race([ended, interrupted]);
      Atomics.store(shared, SHARED.settled, id);
      // Rejections become "unhandled", and due timers fire, before this does.
      await new Promise((resolve) => setImmediate(resolve));
      if (!error && strays.length > 0) error = describeThrown(strays[0]);
      strays.length = 0;
      running = undefined;
      channel.flush();
      post({ kind: 'done', id, ...(error ? { error } : {}) });
    },
  };
}

const INTERRUPTED: CellError = {
  cause: 'interrupted',
  ename: 'Interrupted',
  evalue: 'The cell was stopped. Its variables are kept.',
  traceback: ['Interrupted: The cell was stopped. Its variables are kept.'],
};

function defineGlobal(name: string, value: unknown): void {
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}
