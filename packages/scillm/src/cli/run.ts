import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { type CompleteFlags, complete } from './commands/complete.ts';
import { type DiscoverFlags, discover } from './commands/discover.ts';
import { type DoctorFlags, doctor } from './commands/doctor.ts';
import { type SimulateFlags, simulate } from './commands/simulate.ts';
import { reportError } from './report-error.ts';
import { EXIT, type Terminal } from './terminal.ts';

/** Runs a command line (without `node` and the script) and gives the exit code. Never rejects. */
export async function run(
  argv: readonly string[],
  version: string,
  terminal: Terminal,
): Promise<number> {
  let exit: number = EXIT.ok;
  const program = buildProgram(version, terminal, (code) => {
    exit = code;
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exit;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    return reportError(error, terminal);
  }
}

function buildProgram(version: string, terminal: Terminal, done: (exit: number) => void): Command {
  const program = new Command('scillm')
    .description('Dependable calls to language models.')
    .version(version)
    .exitOverride()
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.note })
    .addHelpText('after', HELP);

  program
    .command('complete')
    .description('send one prompt and print the answer')
    .argument('[prompt]', 'the prompt; standard input where it is left out')
    .option('-m, --model <model>', 'ask this model directly, without fallback')
    .option('-b, --base-url <url>', 'ask this OpenAI-compatible base instead of the environment’s')
    .option(
      '--key-env <variable>',
      'environment variable that holds the key of --base-url; none by default',
    )
    .option('-s, --system <text>', 'instructions before the prompt')
    .option('--json', 'ask for a JSON object')
    .option('--stream', 'print the answer as it comes')
    .option('--meta', 'print every attempt to standard error')
    .option('--max-tokens <n>', 'most tokens of the answer', wholeNumber)
    .option('--deadline <seconds>', 'time limit of it all, discovery included', positive)
    .action(async (prompt: string | undefined, flags: CompleteFlags) => {
      done(await complete(prompt, flags, terminal));
    });

  program
    .command('discover')
    .description('rank the models that the bases of the environment offer')
    .addOption(
      new Option('-k, --kind <kind>', 'what they are wanted for')
        .choices(['text', 'vlm', 'tools'])
        .default('text'),
    )
    .option('--explain', 'show what each is ranked by; the lower value goes first')
    .option('--json', 'print JSON')
    .action(async (flags: DiscoverFlags) => {
      done(await discover(flags, terminal));
    });

  program
    .command('doctor')
    .description('show the settings in force and whether each base can be used')
    .option('--json', 'print JSON')
    .action(async (flags: DoctorFlags) => {
      done(await doctor(flags, terminal));
    });

  program
    .command('simulate')
    .description('run servers that answer like Chutes and OpenAI, without a model')
    .option('--seed <n>', 'what the answers are drawn from', wholeNumber)
    .option('--latency <ms>', 'wait before every answer', positive)
    .option('--faults <file>', 'a fault script')
    .option('-q, --quiet', 'print no line per request')
    .action(async (flags: SimulateFlags) => {
      done(await simulate(flags, terminal));
    });

  return program;
}

const HELP = `
Keys come from the environment or a .env file in this folder, never from the command line:
  CHUTES_API_KEY, CHUTES_API_BASE[_n]   Chutes
  SCILLM_API_BASE[_n], SCILLM_API_KEY   any other OpenAI-compatible base
Exit: 0 ok, 1 the call or a check failed, 2 wrong usage or setting, 130 interrupted.`;

function wholeNumber(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Use a whole number >= 0.');
}

function positive(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError('Use a number above 0.');
}
