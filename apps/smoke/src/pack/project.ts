import { mkdir, writeFile } from 'node:fs/promises';
import { runCommand } from './command.ts';
import type { Tarball } from './tarball.ts';

/** What became of an installation. */
export type Installation =
  | { readonly kind: 'installed' }
  | { readonly kind: 'offline'; readonly code: string }
  | { readonly kind: 'failed'; readonly output: string };

/** What npm reports when it reached no registry. */
const OFFLINE_CODES: ReadonlySet<string> = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTCACHED',
  'ENOTFOUND',
  'ERR_SOCKET_TIMEOUT',
  'ETIMEDOUT',
]);

/** Quick to notice that there is no network: by default npm retries each package for a minute. */
const FLAGS: readonly string[] = [
  ...['--no-audit', '--no-fund', '--prefer-offline'],
  ...['--fetch-retries=1', '--fetch-retry-mintimeout=500', '--fetch-retry-maxtimeout=2000'],
];

/**
 * Makes a project that wants `wanted` and nothing else, and installs it with npm. Whatever these need of
 * `all` comes from its tarball too, since none of it is published yet.
 */
export async function installProject(
  folder: string,
  wanted: readonly Tarball[],
  all: readonly Tarball[],
  extra: Readonly<Record<string, string>> = {},
): Promise<Installation> {
  await mkdir(folder, { recursive: true });
  const dependencies = { ...fileSpecifiers(wanted), ...extra };
  const manifest = { private: true, type: 'module', dependencies, overrides: fileSpecifiers(all) };
  await writeFile(`${folder}/package.json`, JSON.stringify(manifest, null, 2));
  const { code, output } = await runCommand('npm', ['install', ...FLAGS], folder);
  if (code === 0) return { kind: 'installed' };
  const npmCode = /npm error code (\w+)/.exec(output)?.[1] ?? '';
  return OFFLINE_CODES.has(npmCode)
    ? { kind: 'offline', code: npmCode }
    : { kind: 'failed', output };
}

function fileSpecifiers(tarballs: readonly Tarball[]): Record<string, string> {
  return Object.fromEntries(tarballs.map(({ name, file }) => [name, `file:${file}`]));
}
