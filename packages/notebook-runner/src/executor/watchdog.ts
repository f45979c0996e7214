import { Session } from 'node:inspector';
import { Socket } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { PHASE, SHARED } from './protocol.ts';

/*
 * The entry of the child's watchdog thread. It reads the interrupt line, on which the host writes
 * the id of the cell to stop, and asks the main thread softly. When that does not answer and is
 * inside the synchronous part of an evaluation, it terminates that. Anything else is left to the
 * host, which kills the process group. When the host is gone, the watchdog does so itself.
 */
const ANSWER_WITHIN_MS = 150;
const INTERRUPT_FD = 4;

const shared = new Int32Array((workerData as { memory: SharedArrayBuffer }).memory);
const session = new Session();
session.connectToMainThread();

const line = new Socket({ fd: INTERRUPT_FD, readable: true, writable: false });
line.setEncoding('utf8');
let partial = '';
line.on('data', (data) => {
  const lines = (partial + data).split('\n');
  partial = lines.pop() ?? '';
  for (const id of lines) interrupt(Number(id));
});
line.on('error', killGroup);
line.on('close', killGroup);
parentPort?.postMessage('ready');

function interrupt(id: number): void {
  parentPort?.postMessage({ interrupt: id });
  setTimeout(() => {
    if (Atomics.load(shared, SHARED.settled) >= id) return;
    const { evaluating, terminating } = PHASE;
    const phase = Atomics.compareExchange(shared, SHARED.phase, evaluating, terminating);
    if (phase === evaluating) session.post('Runtime.terminateExecution');
  }, ANSWER_WITHIN_MS);
}

function killGroup(): void {
  process.kill(-process.pid, 'SIGKILL');
}
