import { CellSyntaxError } from '../transform/cell-syntax-error.ts';
import { type TransformedCell, transformCell } from '../transform/transform-cell.ts';
import type { ExecutionRequest, ExecutionResult, Executor } from './executor.ts';
import type { CellError, ChildMessage } from './protocol.ts';
import { runInChild } from './run-in-child.ts';
import { spawnChild } from './spawn-child.ts';

/** Options of {@link createExecutor}. */
export interface ExecutorOptions {
  /** The notebook's file, absolute: imports resolve from its folder, which is the working folder too. */
  readonly path: string;
  /** The whole environment of the process. */
  readonly env: { readonly [name: string]: string };
  /**
   * How long a cell may take to stop, once asked, before its process is killed.
   *
   * @default 2000
   */
  readonly graceMs?: number;
  /**
   * How much one cell may put out.
   *
   * @default 262144
   */
  readonly outputLimitBytes?: number;
}

/**
 * Starts the process of a notebook. The caller closes it. Rejects when it does not start.
 * Cells run with the rights of the user: it is no sandbox.
 */
export async function createExecutor(options: ExecutorOptions): Promise<Executor> {
  const { path, env, graceMs = 2000, outputLimitBytes = 262_144 } = options;
  const child = spawnChild(path, { ...env });
  child.post({ kind: 'start', path, outputLimitBytes });
  await Promise.race([untilReady(child.process), child.exited.then(failStart)]);

  let death: string | undefined;
  void child.exited.then((reason) => {
    death = reason;
  });
  let executions = 0;
  let last: Promise<unknown> = Promise.resolve();

  const execute = async (request: ExecutionRequest): Promise<ExecutionResult> => {
    const cell = transform(request);
    if ('error' in cell) return { status: 'error', error: cell.error };
    executions += 1;
    return runInChild(child, { ...request, ...cell, id: executions, graceMs, outputLimitBytes });
  };
  const kill = async (): Promise<void> => {
    child.kill();
    await child.exited;
  };
  return {
    get isAlive() {
      return death === undefined;
    },
    execute(request) {
      const execution = last.then(() => execute(request));
      last = execution;
      return execution;
    },
    kill,
    async close() {
      child.post({ kind: 'close' });
      const timer = setTimeout(child.kill, graceMs);
      await child.exited;
      clearTimeout(timer);
    },
  };
}

// Not events.once: that would reject with a bare ENOENT where `exited` says what did not start.
function untilReady(process: NodeJS.EventEmitter): Promise<ChildMessage> {
  return new Promise((resolve) => process.once('message', resolve));
}

function failStart(reason: string): never {
  throw new Error(`The notebook's process did not come up: ${reason}.`);
}

function transform({ source, name }: ExecutionRequest): TransformedCell | { error: CellError } {
  try {
    return transformCell(source);
  } catch (error) {
    if (!(error instanceof CellSyntaxError)) throw error;
    const { line, column } = error.position;
    const traceback = [`SyntaxError: ${error.message}`, `    at ${name} ${line}:${column}`];
    return { error: { cause: 'thrown', ename: 'SyntaxError', evalue: error.message, traceback } };
  }
}
