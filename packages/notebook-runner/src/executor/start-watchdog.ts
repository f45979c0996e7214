import { Worker } from 'node:worker_threads';

/** What the watchdog reports. */
export interface WatchdogListener {
  /** It listens to the interrupt line. */
  onReady(): void;
  /** The host asked to stop the cell with this id. */
  onInterrupt(id: number): void;
}

/** Starts the watchdog thread, next to this file and with its extension. It ends with the process. */
export function startWatchdog(memory: SharedArrayBuffer, listener: WatchdogListener): void {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const entry = new URL(`./watchdog.${extension}`, import.meta.url);
  const worker = new Worker(entry, { workerData: { memory } });
  worker.on('message', (message: 'ready' | { readonly interrupt: number }) => {
    if (message === 'ready') listener.onReady();
    else listener.onInterrupt(message.interrupt);
  });
}
