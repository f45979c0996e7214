import { Buffer } from 'node:buffer';
import type { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import type { ExecutionRequest, ExecutionResult } from './executor.ts';
import type { CellError, CellOutput, ChildMessage } from './protocol.ts';
import type { NotebookChild } from './spawn-child.ts';

/** A cell on its way to the child. */
export interface ChildExecution extends ExecutionRequest {
  readonly id: number;
  readonly code: string;
  readonly map: string;
  readonly graceMs: number;
  readonly outputLimitBytes: number;
}

/**
 * Runs one cell in the child and stops it when it must: softly first, and after the grace period by
 * killing the process group. Never rejects.
 */
export async function runInChild(
  child: NotebookChild,
  execution: ChildExecution,
): Promise<ExecutionResult> {
  const { id, code, map, name, timeoutMs = 30_000, signal, graceMs } = execution;
  let stopped: 'timeout' | 'interrupted' | undefined;
  let killer: NodeJS.Timeout | undefined;
  const stop = (reason: 'timeout' | 'interrupted'): void => {
    stopped ??= reason;
    child.interrupt(id);
    killer ??= setTimeout(child.kill, graceMs);
  };
  const timer = setTimeout(stop, timeoutMs, 'timeout');
  const onAbort = (): void => stop('interrupted');
  const unlisten = listen(child, execution);
  try {
    signal?.addEventListener('abort', onAbort, { once: true });
    if (signal?.aborted) onAbort();
    child.post({ kind: 'execute', id, code, map, name });
    const end = await Promise.race([unlisten.done, child.exited]);
    // What was written past the child's streams comes by pipe: let what is there arrive.
    await setImmediate();
    return toResult(end, stopped, timeoutMs);
  } finally {
    clearTimeout(timer);
    clearTimeout(killer);
    signal?.removeEventListener('abort', onAbort);
    unlisten.stop();
  }
}

type End = Extract<ChildMessage, { kind: 'done' }> | string;

function toResult(
  end: End,
  stopped: 'timeout' | 'interrupted' | undefined,
  timeoutMs: number,
): ExecutionResult {
  const limit = `The cell took longer than ${timeoutMs} ms`;
  if (typeof end === 'string') {
    if (!stopped) return failed('dead', 'DeadExecutor', `The notebook's process ended: ${end}.`);
    const what = stopped === 'timeout' ? limit : 'The cell did not stop when asked';
    return failed(stopped, NAMES[stopped], `${what}; its process was killed.`);
  }
  if (!end.error) return { status: 'ok' };
  if (end.error.cause !== 'interrupted') return { status: 'error', error: end.error };
  if (stopped !== 'timeout') return { status: 'interrupted', error: end.error };
  return failed('timeout', NAMES.timeout, `${limit} and was stopped; its variables are kept.`);
}

const NAMES = { timeout: 'CellTimeout', interrupted: 'Interrupted' } as const;

function failed(status: ExecutionResult['status'], ename: string, evalue: string): ExecutionResult {
  const cause = status === 'dead' ? 'thrown' : 'interrupted';
  const error: CellError = { cause, ename, evalue, traceback: [`${ename}: ${evalue}`] };
  return { status, error };
}

function listen(
  child: NotebookChild,
  { id, onOutput, outputLimitBytes }: ChildExecution,
): { done: Promise<End>; stop: () => void } {
  let resolve: (end: End) => void;
  const done = new Promise<End>((settle) => {
    resolve = settle;
  });
  const onMessage = (message: ChildMessage): void => {
    if (message.kind === 'output') onOutput(message.output);
    if (message.kind === 'done' && message.id === id) resolve(message);
  };
  child.process.on('message', onMessage);
  const streams = (['stdout', 'stderr'] as const).map((name) =>
    readNative(child.process[name], name, outputLimitBytes, onOutput),
  );
  const stop = (): void => {
    child.process.off('message', onMessage);
    for (const stopStream of streams) stopStream();
  };
  return { done, stop };
}

function readNative(
  stream: Readable | null,
  name: 'stdout' | 'stderr',
  limitBytes: number,
  onOutput: (output: CellOutput) => void,
): () => void {
  let left = limitBytes;
  const decoder = new TextDecoder();
  const onData = (data: Buffer): void => {
    if (left < 0) return;
    const text = decoder.decode(data.subarray(0, left), { stream: true });
    left -= Buffer.byteLength(data);
    onOutput({ kind: 'stream', name, text });
    const notice = `\n[output truncated after ${limitBytes} bytes]\n`;
    if (left < 0) onOutput({ kind: 'stream', name, text: notice });
  };
  stream?.on('data', onData);
  return () => void stream?.off('data', onData);
}
