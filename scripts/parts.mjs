import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { root } from './child.mjs';

/**
 * One row of parts.json: a program outside npm's dependency tree that some tests run for real.
 *
 * @typedef {object} Part
 * @property {string} name
 * @property {string} probe a shell line that runs the part; 77 = there, but the host forbids it
 * @property {string} [debian] the Debian package that brings it
 * @property {string} [npm] the npm package that brings it, installed into .parts/
 * @property {string} why
 */

/** Where the parts that come from npm are installed. */
export const partsFolder = join(root, '.parts');

/** @returns {readonly Part[]} */
export function readParts() {
  return JSON.parse(readFileSync(new URL('parts.json', import.meta.url), 'utf8'));
}

/**
 * What the probes of all parts say, as one word for turbo's hash: a part that comes or goes reruns tests.
 *
 * @returns {string}
 */
export function partsFingerprint() {
  const PATH = [join(partsFolder, 'node_modules', '.bin'), process.env.PATH].join(delimiter);
  const states = readParts().map(({ name, probe }) => {
    const { status, stdout } = spawnSync('sh', ['-c', probe], {
      encoding: 'utf8',
      env: { ...process.env, PATH },
      timeout: 30_000,
    });
    return `${name}=${status === 0 ? stdout.trim().slice(0, 80) : status}`;
  });
  return states.length === 0 ? 'none' : states.join(';');
}
