import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { dirname } from 'node:path';
import type { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { HostMessage } from './protocol.ts';
import { sourceLoaderOptions } from './source-loader.ts';

/** The process of a notebook, as the host holds it. */
export interface NotebookChild {
  /** The process itself; `message`, `stdout` and `stderr` are the host's to read. */
  readonly process: ChildProcess;
  /** Resolves when the process has exited, with what is known of why. */
  readonly exited: Promise<string>;
  /** Tells the child something; without effect once it is gone. */
  post(message: HostMessage): void;
  /** Asks the watchdog to stop the cell with this id. */
  interrupt(id: number): void;
  /** Kills the whole process group. */
  kill(): void;
}

/** Starts a notebook's process in a group of its own, with `env` and nothing else for environment. */
export function spawnChild(path: string, env: NodeJS.ProcessEnv): NotebookChild {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const entry = fileURLToPath(new URL(`./child.${extension}`, import.meta.url));
  const process = fork(entry, [], {
    cwd: dirname(path),
    env,
    detached: true,
    execArgv: [...NODE_OPTIONS, ...sourceLoaderOptions()],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc', 'pipe'],
  });
  // Each failure is reported by what it makes fail: the start, a message, a kill.
  process.on('error', () => undefined);
  const line = process.stdio[INTERRUPT_FD] as Writable;
  // The child may be gone before it reads: nothing to stop then.
  line.on('error', () => undefined);
  return {
    process,
    exited: exitOf(process),
    post: (message) => void (process.connected && process.send(message, () => undefined)),
    interrupt: (id) => void line.write(`${id}\n`),
    kill: () => killGroup(process.pid),
  };
}

const INTERRUPT_FD = 4;

// For import.meta.resolve with a parent.
const NODE_OPTIONS = ['--experimental-import-meta-resolve'];

async function exitOf(child: ChildProcess): Promise<string> {
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
    return signal ? `it was killed by ${signal}` : `it exited with code ${code}`;
  } catch (error) {
    return `it did not start: ${(error as Error).message}`;
  } finally {
    // A grandchild outside the group could hold the pipes open, and this process with them.
    for (const stream of child.stdio) stream?.destroy();
    // What the notebook started, and left running, goes with it.
    killGroup(child.pid);
  }
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    globalThis.process.kill(-pid, 'SIGKILL');
  } catch {
    // No such group: everything in it has ended.
  }
}
