import { spawn } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the repository. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Where the programs of the root's devDependencies lie once it is set up. */
export const binaries = join(root, 'node_modules', '.bin');

/**
 * Runs a program in the root with its output passed through. The root's tools come first on PATH,
 * since turbo and publint look for pnpm there.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Readonly<Record<string, string>>} [env] added to the environment
 * @param {boolean} [isQuiet] drops what it prints
 * @returns {Promise<number>} its exit code; 127 when it could not be started, 1 when a signal ended it
 */
export function run(command, args, env = {}, isQuiet = false) {
  const PATH = [binaries, process.env.PATH].join(delimiter);
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', ...env, PATH },
      stdio: isQuiet ? 'ignore' : 'inherit',
    });
    child.on('error', () => resolve(127));
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

/**
 * Prints a line of a script's own, set apart from what its tools print.
 *
 * @param {string} line
 */
export function say(line) {
  console.log(`\n> ${line}`);
}
