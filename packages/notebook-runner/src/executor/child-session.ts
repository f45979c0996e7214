import { setImmediate } from 'node:timers/promises';
import { toBundle } from '../display/to-bundle.ts';
import { describeThrown, stackFrames } from './describe-thrown.ts';
import type { Evaluation } from './evaluator.ts';
import { createInspectorEvaluator } from './inspector-evaluator.ts';
import { createOutputChannel, type OutputChannel } from './output-channel.ts';
import { type CellError, type ChildMessage, type HostMessage, SHARED } from './protocol.ts';
import { createStackLines } from './stack-lines.ts';
import { type CellTraces, takeOverProcess } from './take-over-process.ts';

/** Options of {@link createChildSession}. */
export interface ChildSessionOptions {
  /** The notebook's file. */
  readonly path: string;
  /** How much one cell may put out. */
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

/** Takes over this process for a notebook. Call it once. */
export function createChildSession(options: ChildSessionOptions): ChildSession {
  const { path, outputLimitBytes, post, shared } = options;
  const channel = createOutputChannel({
    limitBytes: outputLimitBytes,
    emit: (output) => post({ kind: 'output', output }),
  });
  const lines = createStackLines();
  const traces = takeOverProcess(path, channel, lines);
  const evaluator = createInspectorEvaluator(shared);
  let running: { readonly id: number; readonly interrupt: () => void } | undefined;

  return {
    close: evaluator.close,
    interrupt: (id) => {
      if (running?.id === id) running.interrupt();
    },
    async execute({ id, code, map, name }) {
      channel.begin();
      traces.result = [];
      // A display of a stopped cell may never be made: it is no longer waited for.
      traces.pending.clear();
      const url = lines.register(id, name, map);
      const interrupted = new Promise<CellError>((resolve) => {
        running = { id, interrupt: () => resolve(INTERRUPTED) };
      });
      const ended = evaluator
        .evaluate(code, url)
        .then((evaluation) => judge(evaluation, traces, (...place) => lines.place(url, ...place)))
        .then((error) => error ?? showResult(traces, channel))
        .catch((error: unknown) => describeThrown(error));
      const first = await Promise.race([ended, interrupted]);
      Atomics.store(shared, SHARED.settled, id);
      const error = first ?? (await stray(traces));
      running = undefined;
      traces.strays.length = 0;
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

function judge(
  evaluation: Evaluation,
  { thrown }: CellTraces,
  place: (line: number, column: number) => string,
): CellError | undefined {
  if (evaluation.kind === 'finished') return undefined;
  if (evaluation.kind === 'terminated') return INTERRUPTED;
  const { value, line, column = 1 } = evaluation;
  const noted = Object.is(thrown.value, value) ? stackFrames(thrown.stack) : [];
  // What V8 says is needed for what it could not parse: such an error was thrown nowhere.
  const isPlaced = noted.length > 0 || stackFrames(String((value as Error)?.stack)).length > 0;
  return describeThrown(value, line && !isPlaced ? [`    at ${place(line, column)}`] : noted);
}

async function showResult(
  { result, pending }: CellTraces,
  channel: OutputChannel,
): Promise<undefined> {
  const [value] = result;
  if (value !== undefined) channel.show('result', { data: await toBundle(value), metadata: {} });
  while (pending.size > 0) await Promise.allSettled(pending.values());
}

// Rejections become "unhandled", and due timers fire, before the next turn of the loop.
async function stray({ strays }: CellTraces): Promise<CellError | undefined> {
  await setImmediate();
  return strays.length > 0 ? describeThrown(strays[0]) : undefined;
}
