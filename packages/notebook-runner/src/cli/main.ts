import { parseArgs } from 'node:util';
import { NotebookError } from '../format/notebook-error.ts';
import { SecretSurvivedError } from '../scrub/secret-survived-error.ts';
import { checkCommand } from './check-command.ts';
import type { CliContext } from './cli-context.ts';
import { openContext } from './cli-context.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { fmtCommand } from './fmt-command.ts';
import { listCommand } from './list-command.ts';
import { runCommand } from './run-command.ts';

/** What the command line needs of the world. */
export interface CliIo {
  /** The folder from which the notebooks are found. */
  readonly cwd: string;
  /** The user's environment. */
  readonly env: { readonly [name: string]: string | undefined };
  /** Writes to standard output. */
  readonly stdout: (text: string) => void;
  /** Writes to standard error. */
  readonly stderr: (text: string) => void;
  /** Aborts when the user wants to stop. */
  readonly signal: AbortSignal;
}

/** Runs `nbrun` with its arguments and gives the exit code. Never rejects. */
export async function main(argv: readonly string[], io: CliIo): Promise<ExitCode> {
  try {
    const code = await dispatch(argv, io);
    return io.signal.aborted ? EXIT.interrupted : code;
  } catch (error) {
    io.stderr(`${error instanceof Error ? error.message : String(error)}\n`);
    if (io.signal.aborted) return EXIT.interrupted;
    const [, code = EXIT.internal] = CODES.find(([isIt]) => isIt(error)) ?? [];
    return code;
  }
}

const CODES: readonly (readonly [(error: unknown) => boolean, ExitCode])[] = [
  [(error) => error instanceof SecretSurvivedError, EXIT.secret],
  [(error) => error instanceof NotebookError || error instanceof RangeError, EXIT.invalid],
  // What parseArgs throws for an unknown option.
  [
    (error) => String((error as { code?: unknown }).code).startsWith('ERR_PARSE_ARGS'),
    EXIT.invalid,
  ],
];

const COMMANDS: ReadonlyMap<string, (context: CliContext) => Promise<ExitCode>> = new Map([
  ['run', runCommand],
  ['check', checkCommand],
  ['fmt', fmtCommand],
  ['list', listCommand],
]);

async function dispatch(argv: readonly string[], io: CliIo): Promise<ExitCode> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      notebooks: { type: 'string' },
      mode: { type: 'string' },
      pool: { type: 'string' },
      check: { type: 'boolean', default: false },
      promote: { type: 'boolean', default: false },
      refresh: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const [name = '', ...names] = positionals;
  const command = COMMANDS.get(name);
  if (values.help || !command) {
    (values.help ? io.stdout : io.stderr)(USAGE);
    return values.help ? EXIT.ok : EXIT.invalid;
  }
  return command(await openContext(io, names, values));
}

const USAGE = `nbrun run [NAME…] [--mode auto|live|embedded|replay] [--pool N] [--check] [--promote] [--refresh]
nbrun check [NAME…]
nbrun fmt [NAME…] [--check]
nbrun list
Each takes --notebooks DIR; without it the nearest folder named notebooks is used.
`;
