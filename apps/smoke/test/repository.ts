import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A text file of the repository; `path` is relative to the root, with `/`. */
export interface RepositoryFile {
  readonly path: string;
  readonly text: string;
}

/** One published package: a folder of packages/. */
export interface PublishedPackage {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly files: readonly RepositoryFile[];
}

/** The parts of a package.json that the rules read. */
interface Manifest {
  readonly name: string;
  readonly description?: string;
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly publishConfig?: {
    readonly access?: string;
    readonly exports?: Readonly<Record<string, unknown>>;
  };
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly [key: string]: unknown;
}

/** The whole repository as it lies on disk, without what .gitignore names. */
export interface Repository {
  readonly folder: string;
  readonly files: readonly RepositoryFile[];
  readonly packages: readonly PublishedPackage[];
}

/** Reads the repository that this file is part of. */
export function readRepository(): Repository {
  const folder = fileURLToPath(new URL('../../../', import.meta.url));
  const files = readFiles(folder, readIgnored(folder), '');
  const manifests = files.filter(({ path }) => /^packages\/[^/]+\/package\.json$/.test(path));
  const packages = manifests.map(({ path, text }) => {
    const packageFolder = path.slice(0, -'/package.json'.length);
    return {
      folder: packageFolder,
      manifest: JSON.parse(text) as Manifest,
      files: files.filter((file) => file.path.startsWith(`${packageFolder}/`)),
    };
  });
  return { folder, files, packages };
}

/** Whether a path is program text that people write. */
export function isCode(path: string): boolean {
  return /\.(ts|js|mjs)$/.test(path);
}

const BINARY = /\.(png|jpe?g|gif|webp|pdf|zip|gz|wasm|woff2?)$/;

function readFiles(folder: string, isIgnored: Matcher, under: string): RepositoryFile[] {
  return readdirSync(join(folder, under), { withFileTypes: true }).flatMap((entry) => {
    const path = `${under}${entry.name}`;
    if (isIgnored(path)) return [];
    if (entry.isDirectory()) return readFiles(folder, isIgnored, `${path}/`);
    if (!entry.isFile() || BINARY.test(path)) return [];
    return [{ path, text: readFileSync(join(folder, path), 'utf8') }];
  });
}

type Matcher = (path: string) => boolean;

/** Understands the three kinds of line that .gitignore holds: `name/`, `a/b/` and `*.ending`. */
function readIgnored(folder: string): Matcher {
  const file = join(folder, '.gitignore');
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  const rules = lines.map((line) => line.trim().replace(/\/$/, '')).filter((line) => line !== '');
  return (path) =>
    path === '.git' ||
    rules.some((rule) =>
      rule.startsWith('*')
        ? path.endsWith(rule.slice(1))
        : path === rule || path.endsWith(`/${rule}`),
    );
}
