import { describe, it } from 'vitest';
import { expectNone } from './expect-none.ts';
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
    expectNone(problems(code, isLong, 'over 250 lines; split it by what it does'));
  });

  it('re-exports by name', () => {
    const isOpen = ({ path, text }: RepositoryFile) => readSource(path, text).reexportsAll;
    expectNone(problems(code, isOpen, '`export *` hides the API; name each export'));
  });

  it('says why it silences Biome', () => {
    const isSilent = ({ path, text }: RepositoryFile) =>
      readSource(path, text).comments.some(
        (comment) =>
          /^biome-ignore/.test(comment) && !/^biome-ignore\S*( \S+)+: \S+ \S+/.test(comment),
      );
    expectNone(problems(code, isSilent, 'a suppression without its reason; add `: why`'));
  });

  it('leaves the environment to the places that may read it', () => {
    const allowed =
      /^(packages\/core\/src\/config\/|packages\/notebook-runner\/src\/cli\/launcher\.ts$|packages\/notebook-kernel\/src\/cli\/launcher\.ts$|scripts\/|tools\/|bench\/)/;
    const reads = ({ path, text }: RepositoryFile) =>
      !allowed.test(path) && readSource(path, text).readsEnvironment;
    const fix = 'reads process.env; take the value from core/src/config instead';
    expectNone(problems(code, reads, fix));
  });

  it('is named after what it does', () => {
    const isVague = ({ path }: RepositoryFile) =>
      /(^|\/)(utils?|helpers?|common|types)(\/|\.[^/]*$)/.test(path);
    expectNone(problems(code, isVague, 'name it after the one thing it exports'));
  });

  it('holds no path of a machine', () => {
    // `me` and `user` stand for anyone in an example.
    const machine =
      /(?<![\w.\-/}])\/(?:work|root|home\/(?!me\/|user\/|\.)[\w.-]+|Users\/[\w.-]+)\//;
    const fix =
      'names a folder of one machine; build the path from import.meta.url or os.homedir()';
    expectNone(problems(files, ({ text }) => machine.test(text), fix));
  });

  it('holds no registry host', () => {
    const host =
      /\b(?:registry\.(?:npmjs|yarnpkg|npmmirror)|npm\.pkg\.github|files\.pythonhosted)\.\w/;
    expectNone(problems(files, ({ text }) => host.test(text), 'names a registry host'));
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
    expectNone(problems(code, isStray, fix));
  });
});

describe('the lock file', () => {
  it('holds no URL, host or tarball', () => {
    const lock =
      files.find(({ path }) => path === 'pnpm-lock.yaml')?.text ?? 'tarball: no lock file';
    const lines = lock.split('\n').filter((line) => /https?:\/\/|tarball:/.test(line));
    const fix = 'reinstall with the pinned pnpm; no git or URL dependencies';
    expectNone(lines.map((line) => `pnpm-lock.yaml: ${line.trim()}; ${fix}`));
  });
});
