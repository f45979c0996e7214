import { readFile } from 'node:fs/promises';
import { ChatError } from '@scillm/core';
import type { SimulatorOptions } from '@scillm/simulator';
import { EXIT, type Terminal } from '../terminal.ts';

/** What `scillm simulate` was told. */
export interface SimulateFlags {
  readonly seed?: number;
  readonly latency?: number;
  readonly faults?: string;
  readonly quiet?: boolean;
}

/** Runs the simulator in the foreground: prints how to use it, then a line for each request. */
export async function simulate(flags: SimulateFlags, terminal: Terminal): Promise<number> {
  const { startSimulator } = await import('@scillm/simulator');
  const options = await optionsOf(flags, terminal);
  const simulator = await startSimulator(options).catch((cause: unknown) => {
    throw wrongFaults(flags.faults, cause);
  });
  try {
    for (const [name, value] of Object.entries(simulator.env())) {
      terminal.out(`export ${name}=${shellWord(value)}\n`);
    }
    terminal.note(
      'These servers answer from @scillm/simulator, not from a model. Ctrl-C ends them.\n',
    );
    await untilStopped(terminal.signal);
  } finally {
    await simulator.close();
  }
  return EXIT.ok;
}

async function optionsOf(
  { seed, latency, faults, quiet = false }: SimulateFlags,
  terminal: Terminal,
): Promise<SimulatorOptions> {
  return {
    ...(seed === undefined ? {} : { seed }),
    ...(latency === undefined ? {} : { latencyMs: latency }),
    ...(faults === undefined ? {} : { faults: await readFaults(faults) }),
    ...(quiet
      ? {}
      : {
          onRequest: ({ surface, method, path, model, status, authStyle, rule }) => {
            const fault = rule === null ? '' : ` fault: ${rule}`;
            terminal.note(
              `${surface} ${method} ${path} ${model ?? ''} ${authStyle} -> ${status}${fault}\n`,
            );
          },
        }),
  };
}

function readFaults(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: unknown) => {
    throw wrongFaults(file, cause);
  });
}

function wrongFaults(file: string | undefined, cause: unknown): ChatError {
  const said = cause instanceof Error ? cause.message : String(cause);
  return new ChatError('invalid_config', `--faults ${file ?? ''} cannot be used: ${said}`, {
    cause,
  });
}

function shellWord(value: string): string {
  return /^[\w./:@%+=,-]*$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}

function untilStopped(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
