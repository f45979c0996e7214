import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { normalizeNotebook } from '../format/normalize-notebook.ts';
import { writeAtomically } from '../run/write-atomically.ts';
import type { CliContext } from './cli-context.ts';
import { EXIT, type ExitCode } from './exit-code.ts';

/** `nbrun fmt`: brings sources into their one form, or with `--check` names those that are not. */
export async function fmtCommand({ io, chosen, options }: CliContext): Promise<ExitCode> {
  let changed = 0;
  for (const { path } of chosen) {
    const before = await readFile(path, 'utf8');
    const after = normalizeNotebook(before, basename(path));
    if (after === before) continue;
    changed += 1;
    if (!options.check) await writeAtomically(path, after);
    io.stdout(
      `${basename(path)} ${options.check ? 'is not formatted: run nbrun fmt' : 'formatted'}\n`,
    );
  }
  return options.check && changed > 0 ? EXIT.invalid : EXIT.ok;
}
