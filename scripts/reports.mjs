import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './child.mjs';

/**
 * What one package's tests came to. `undefined` counts mean that no report was left.
 *
 * @typedef {object} TestReport
 * @property {string} package
 * @property {{ passed: number, failed: number, skipped: number }} [counts]
 */

/** Deletes every package's report/, so that no old result can be counted. */
export function deleteReports() {
  for (const folder of packageFolders()) {
    rmSync(join(folder, 'report'), { recursive: true, force: true });
  }
}

/** @returns {TestReport[]} one for each package that has a test script */
export function readReports() {
  return packageFolders().flatMap((folder) => {
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    if (manifest.scripts?.test === undefined) return [];
    const counts = readCounts(join(folder, 'report', 'vitest.json'));
    return [{ package: manifest.name, ...(counts && { counts }) }];
  });
}

/**
 * @param {string} file
 * @returns {TestReport['counts']}
 */
function readCounts(file) {
  if (!existsSync(file)) return undefined;
  const report = JSON.parse(readFileSync(file, 'utf8'));
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** @returns {string[]} */
function packageFolders() {
  return ['packages', 'apps', 'tools', '.']
    .flatMap((parent) => readdirSync(join(root, parent)).map((name) => join(root, parent, name)))
    .filter((folder) => existsSync(join(folder, 'package.json')));
}
