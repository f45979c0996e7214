import { describe, expect, it } from 'vitest';
import { isCode, type RepositoryFile, readRepository } from './repository.ts';
import { readSource } from './source-facts.ts';

const { files, packages } = readRepository();
const code = files.filter(({ path }) => isCode(path));

/** Files of `from` that `isBad`, each with what to do about it. */
function problems(
  from: readonly RepositoryFile[],
  isBad: (file: RepositoryFile) => boolean,
  fix: string,
): string[] {
  return from.filter(isBad).map(({ path }) => `${path}: ${fix}`);
}

describe('every file', () => {
  it('has at most 250 lines', () => {
    const isLong = ({ text }: RepositoryFile) => text.trimEnd().split('\n').length > 250;
    expect(problems(code, isLong, 'over 250 lines; split it by what it does')).toEqual([]);
  });

  it('re-exports by name', () => {
    const isOpen = ({ path, text }: RepositoryFile) => readSource(path, text).reexportsAll;
    expect(problems(code, isOpen, '`export *` hides the API; name each export')).toEqual([]);
  });

  it('says why it silences Biome', () => {
    const isSilent = ({ path, text }: RepositoryFile) =>
      readSource(path, text).comments.some(
        (comment) =>
          /^biome-ignore/.test(comment) && !/^biome-ignore\S*( \S+)+: \S+ \S+/.test(comment),
      );
    expect(problems(code, isSilent, 'a suppression without its reason; add `: why`')).toEqual([]);
  });

  it('leaves the environment to the places that may read it', () => {
    const allowed =
      /^(packages\/core\/src\/config\/|packages\/notebook-runner\/src\/cli\/launcher\.ts$|packages\/notebook-kernel\/src\/cli\/launcher\.ts$|scripts\/|tools\/|bench\/)/;
    const reads = ({ path, text }: RepositoryFile) =>
      !allowed.test(path) && readSource(path, text).readsEnvironment;
    const fix = 'reads process.env; take the value from core/src/config instead';
    expect(problems(code, reads, fix)).toEqual([]);
  });

  it('is named after what it does', () => {
    const isVague = ({ path }: RepositoryFile) =>
      /(^|\/)(utils?|helpers?|common|types)(\/|\.[^/]*$)/.test(path);
    expect(problems(code, isVague, 'name it after the one thing it exports')).toEqual([]);
  });

  it('holds no path of a machine', () => {
    const machine = /(?<![\w.\-/}])\/(?:work|root|home\/(?!\.)[\w.-]+|Users\/[\w.-]+)\//;
    const fix =
      'names a folder of one machine; build the path from import.meta.url or os.homedir()';
    expect(problems(files, ({ text }) => machine.test(text), fix)).toEqual([]);
  });

  it('holds no registry host', () => {
    const host =
      /\b(?:registry\.(?:npmjs|yarnpkg|npmmirror)|npm\.pkg\.github|files\.pythonhosted)\.\w/;
    expect(problems(files, ({ text }) => host.test(text), 'names a registry host')).toEqual([]);
  });
});

describe('an index.ts', () => {
  it('exists only where an exports map points', () => {
    const pointedAt = new Set(
      packages.flatMap(({ folder, manifest }) =>
        Object.values(manifest.exports ?? {}).map((entry) => {
          const source = (entry as Readonly<Record<string, string>>)['@scillm/source'];
          return `${folder}/${source?.slice('./'.length)}`;
        }),
      ),
    );
    const isStray = ({ path }: RepositoryFile) =>
      /\/index\.(ts|js|mjs)$/.test(path) && !pointedAt.has(path);
    const fix = 'no exports map points here; name the file after what it exports';
    expect(problems(code, isStray, fix)).toEqual([]);
  });
});

describe('the lock file', () => {
  it('holds no URL, host or tarball', () => {
    const lock =
      files.find(({ path }) => path === 'pnpm-lock.yaml')?.text ?? 'tarball: no lock file';
    const lines = lock.split('\n').filter((line) => /https?:\/\/|tarball:/.test(line));
    expect(lines, 'reinstall with the pinned pnpm; no git or URL dependencies').toEqual([]);
  });
});
