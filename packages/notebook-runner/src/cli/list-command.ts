import type { CliContext } from './cli-context.ts';
import { EXIT, type ExitCode } from './exit-code.ts';

/** `nbrun list`: the catalogue, in its order. */
export async function listCommand({ io, chosen }: CliContext): Promise<ExitCode> {
  const width = Math.max(0, ...chosen.map(({ name }) => name.length));
  for (const { name, track, title } of chosen) {
    io.stdout(`${[name.padEnd(width), track, title].filter((it) => it !== '').join('  ')}\n`);
  }
  return EXIT.ok;
}
