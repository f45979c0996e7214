import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root, run, say } from './child.mjs';

/**
 * A check that did not hold.
 *
 * @typedef {object} RedGate
 * @property {string} name
 * @property {string} alone the command that runs it by itself
 */

/**
 * Runs one command as a gate.
 *
 * @param {string} name
 * @param {string} alone
 * @param {Readonly<Record<string, string>>} env
 * @returns {Promise<RedGate[]>} empty when it holds
 */
export async function commandGate(name, alone, env) {
  say(`${name}: ${alone}`);
  const [command = '', ...args] = alone.split(' ');
  return (await run(command, args, env)) === 0 ? [] : [{ name, alone }];
}

/**
 * Runs tasks through turbo, going on after a red one with all that does not build on it.
 *
 * @param {readonly string[]} tasks
 * @param {readonly string[]} flags
 * @param {Readonly<Record<string, string>>} env
 * @returns {Promise<RedGate[]>} one for each task of each package that failed
 */
export async function turboGates(tasks, flags, env) {
  say(`${tasks.join(', ')}: turbo run ${tasks.join(' ')}`);
  const summaries = join(root, '.turbo', 'runs');
  rmSync(summaries, { recursive: true, force: true });
  const args = ['run', ...tasks, '--continue=dependencies-successful', '--summarize', ...flags];
  if ((await run('turbo', args, env)) === 0) return [];
  const red = failedTasks(summaries).map(({ task, package: name }) => ({
    name: `${task} of ${name}`,
    alone: `npx turbo run ${task} --filter=${name}`,
  }));
  return red.length > 0
    ? red
    : [{ name: tasks.join(', '), alone: `npx turbo run ${tasks.join(' ')}` }];
}

/**
 * @param {string} folder
 * @returns {{ task: string, package: string }[]}
 */
function failedTasks(folder) {
  return summaryTexts(folder)
    .flatMap((text) => JSON.parse(text).tasks)
    .filter((task) => (task.execution?.exitCode ?? 0) !== 0);
}

/**
 * @param {string} folder
 * @returns {string[]}
 */
function summaryTexts(folder) {
  try {
    return readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
  } catch {
    return []; // turbo stopped before it ran anything
  }
}
