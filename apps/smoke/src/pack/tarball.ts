import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from './command.ts';

/** A package as it would be published. */
export interface Tarball {
  readonly name: string;
  /** Absolute path of the .tgz. */
  readonly file: string;
  /** What a user may import: the name, and the name with each subpath. */
  readonly entries: readonly string[];
  /** Commands it installs. */
  readonly commands: readonly string[];
  /** Paths inside it. */
  readonly contents: readonly string[];
}

/** Packs every package of a folder with pnpm, which applies `publishConfig`, into another folder. */
export async function packAll(packagesFolder: string, into: string): Promise<readonly Tarball[]> {
  const tarballs: Tarball[] = [];
  for (const name of (await readdir(packagesFolder)).sort()) {
    tarballs.push(await pack(join(packagesFolder, name), into));
  }
  return tarballs;
}

interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly bin?: Readonly<Record<string, string>>;
}

async function pack(folder: string, into: string): Promise<Tarball> {
  const args = ['pack', '--json', '--pack-destination', into];
  const { code, stdout, output } = await runCommand('pnpm', args, folder);
  if (code !== 0) throw new Error(`pnpm pack failed in ${folder}:\n${output}`);
  const packed: { filename: string; files: readonly { path: string }[] } = JSON.parse(stdout);
  const manifest: Manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const subpaths = Object.keys(manifest.exports).filter((subpath) => subpath !== './package.json');
  return {
    name: manifest.name,
    file: packed.filename,
    entries: subpaths.map((subpath) => manifest.name + subpath.slice('.'.length)),
    commands: Object.keys(manifest.bin ?? {}),
    contents: packed.files.map(({ path }) => path),
  };
}
