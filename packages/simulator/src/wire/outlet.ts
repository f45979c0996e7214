import type { ServerResponse } from 'node:http';

/** The way back to a client, whose every wait ends when the client leaves or the simulator closes. */
export interface Outlet {
  /** Aborts when the connection is gone. */
  readonly signal: AbortSignal;
  /** Sends the status and the headers. */
  head(status: number, headers: Readonly<Record<string, string | readonly string[]>>): void;
  /** Writes, and waits while the client reads slowly. */
  write(data: string | Buffer): Promise<void>;
  /** Waits; not at all for 0. */
  pause(ms: number): Promise<void>;
  /** Waits for the client to leave. */
  hang(): Promise<never>;
  /** Ends the answer, whole. */
  end(): void;
  /** Destroys the connection once all that was written is on its way. */
  destroyWhenFlushed(): void;
  /** Destroys the connection: after what was written (`close`), or at once with a TCP reset. */
  destroy(how: 'close' | 'reset'): void;
  /** Whether `destroy` was called. */
  readonly isDestroyed: boolean;
}

/** How an answer came to its end: sent whole, destroyed from here, or with the client gone. */
export type Ending = 'whole' | 'destroyed' | 'gone';

/** Makes the outlet of a response; `onOver` hears once how it ended. */
export function createOutlet(response: ServerResponse, onOver: (ending: Ending) => void): Outlet {
  const gone = new AbortController();
  const { signal } = gone;
  let isDestroyed = false;
  response.once('close', () => {
    gone.abort();
    if (!isDestroyed) onOver(response.writableFinished ? 'whole' : 'gone');
  });
  // A write to a client that has just left fails; `close` follows and says so.
  response.on('error', () => gone.abort());
  return {
    signal,
    get isDestroyed() {
      return isDestroyed;
    },
    head(status, headers) {
      const sendable = Object.entries(headers).map(([name, value]) => [
        name,
        typeof value === 'string' ? value : [...value],
      ]);
      response.writeHead(status, Object.fromEntries(sendable));
    },
    async write(data) {
      signal.throwIfAborted();
      if (response.write(data)) return;
      await once(signal, (resume) => {
        response.once('drain', resume);
        return () => response.off('drain', resume);
      });
    },
    async pause(ms) {
      signal.throwIfAborted();
      if (ms <= 0) return;
      await once(signal, (resume) => {
        const timer = setTimeout(resume, ms);
        return () => clearTimeout(timer);
      });
    },
    hang: () => once<never>(signal, () => () => undefined),
    end() {
      response.end();
    },
    destroyWhenFlushed() {
      response.socket?.destroySoon();
    },
    destroy(how) {
      if (isDestroyed) return;
      isDestroyed = true;
      // Before the client can see it, so that whoever asked finds it in the log.
      onOver('destroyed');
      if (how === 'reset') response.socket?.resetAndDestroy();
      else response.socket?.destroySoon();
    },
  };
}

function once<T = void>(
  signal: AbortSignal,
  start: (resume: () => void) => () => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const abandoned = (): void => {
      stop();
      reject(signal.reason);
    };
    const stop = start(() => {
      signal.removeEventListener('abort', abandoned);
      stop();
      resolve(undefined as T);
    });
    signal.addEventListener('abort', abandoned, { once: true });
  });
}
