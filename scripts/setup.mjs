// Installs the workspace with the pinned pnpm. Needs nothing but Node and npm.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { binaries, run, say } from './child.mjs';

const PNPM = 'pnpm@12.21.0';
const LOWEST_NODE = [20, 19];

const problem = nodeProblem(process.versions.node);
process.exitCode = problem === undefined ? await install() : fail(problem);

/** @returns {Promise<number>} */
async function install() {
  const isThere = existsSync(join(binaries, 'pnpm'));
  say(`Setting up with ${isThere ? 'the pnpm of node_modules' : `npx ${PNPM}`}.`);
  const arguments_ = ['install', '--frozen-lockfile'];
  const code = isThere
    ? await run('pnpm', arguments_)
    : await run('npx', ['-y', PNPM, ...arguments_]);
  if (code === 0) return 0;
  const isOnline =
    (await run('npm', ['view', PNPM, 'version', '--fetch-retries=0'], {}, true)) === 0;
  return fail(
    isOnline
      ? 'Setting up failed; the reason is above.'
      : 'Setting up failed: the npm registry cannot be reached. The first set-up downloads packages. ' +
          'Go online, or name a proxy in HTTPS_PROXY or a mirror with `npm config set registry`.',
  );
}

/**
 * @param {string} version
 * @returns {string | undefined}
 */
function nodeProblem(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = LOWEST_NODE;
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return undefined;
  return `This is Node ${version}. SciLLM needs Node ${LOWEST_NODE.join('.')} or newer.`;
}

/**
 * @param {string} reason
 * @returns {number}
 */
function fail(reason) {
  console.error(`\n${reason}`);
  return 1;
}
