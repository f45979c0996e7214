import { type ChildSession, createChildSession } from './child-session.ts';
import type { ChildMessage, HostMessage } from './protocol.ts';
import { startWatchdog } from './start-watchdog.ts';

/*
 * The entry of the process in which one notebook runs. It obeys the host's messages and ends when
 * the host does.
 */
const send = process.send?.bind(process);
const exit = process.exit.bind(process);
// Cells share this process: they must not be able to speak to the host in its name.
Reflect.deleteProperty(process, 'send');

if (!send) throw new Error('This file is started by createExecutor, not by hand.');
const memory = new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT);
const post = (message: ChildMessage): void => void send(message);
let session: ChildSession | undefined;

const HANDLERS: {
  readonly [Kind in HostMessage['kind']]: (message: Extract<HostMessage, { kind: Kind }>) => void;
} = {
  start(message) {
    session = createChildSession({ ...message, post, shared: new Int32Array(memory) });
    const started = session;
    startWatchdog(memory, {
      onReady: () => post({ kind: 'ready' }),
      onInterrupt: started.interrupt,
    });
  },
  execute: (message) => void session?.execute(message),
  close: () => leave(),
};

function leave(): void {
  session?.close();
  exit(0);
}

process.on('message', (message: HostMessage) => {
  // The table is keyed by kind, which TypeScript cannot follow through an index.
  (HANDLERS[message.kind] as (message: HostMessage) => void)(message);
});
process.on('disconnect', leave);
