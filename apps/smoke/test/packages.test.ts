import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectNone } from './expect-none.ts';
import { type PublishedPackage, readRepository } from './repository.ts';

const { folder: root, files, packages } = readRepository();

/** Which boundary tags each package carries: the table of the engineering page. */
const TAGS: ReadonlyMap<string, readonly string[]> = new Map([
  ['core', ['core']],
  ['router', ['library', 'router']],
  ['sandbox', ['library', 'sandbox']],
  ['simulator', ['library', 'simulator']],
  ['strict-json', ['library', 'strict-json']],
  ['providers-compatible', ['library', 'compatible']],
  ['providers-openai', ['library']],
  ['providers-anthropic', ['library']],
  ['providers-perplexity', ['library']],
  ['gateway', ['library']],
  ['batch', ['bulk', 'batch']],
  ['redis', ['bulk']],
  ['agents-bridges', ['bridge']],
  ['codeworld', ['bridge']],
  ['certainly', ['bridge']],
  ['notebook-runner', ['runner']],
  ['notebook-kernel', ['kernel']],
  ['scillm', ['facade']],
]);

/** Keys of package.json that are the same in every package. */
const SHARED_KEYS = ['license', 'type', 'sideEffects', 'engines', 'scripts'];

describe.each(packages)('$folder', (subject) => {
  const { folder, manifest } = subject;

  it('has a README and a LICENSE', () => {
    const missing = ['README.md', 'LICENSE'].filter(
      (name) => !existsSync(join(root, folder, name)),
    );
    expectNone(missing.map((name) => `${folder}/${name}: missing; write it`));
  });

  it('has exports of one shape', () => {
    expect(manifest.exports, `${folder}/package.json: exports`).toEqual(exportsOf(subject, true));
  });

  it('publishes the same exports without the source condition', () => {
    const fix = `${folder}/package.json: publishConfig is exports without @scillm/source`;
    const expected = { access: 'public', exports: exportsOf(subject, false) };
    expect(manifest.publishConfig, fix).toEqual(expected);
  });

  it('carries the boundary tags of the table', () => {
    const turbo = subject.files.find(({ path }) => path === `${folder}/turbo.json`);
    const tags = TAGS.get(folder.slice('packages/'.length));
    const fix = `${folder}/turbo.json: tags as in the table of the engineering page`;
    expect(turbo && JSON.parse(turbo.text), fix).toMatchObject({ extends: ['//'], tags });
  });

  it('shares what all packages share', () => {
    const model = packages.find(({ manifest: { name } }) => name === '@scillm/core')?.manifest;
    for (const key of SHARED_KEYS) {
      const fix = `${folder}/package.json: ${key} as in packages/core`;
      expect(manifest[key], fix).toEqual(model?.[key]);
    }
    const repository = { ...(model?.['repository'] as object), directory: folder };
    expect(manifest['repository'], `${folder}/package.json: repository`).toEqual(repository);
  });

  it('takes siblings from the workspace and everything else from the catalog', () => {
    const sections = [manifest.dependencies, manifest.devDependencies];
    const wrong = sections.flatMap((section) =>
      Object.entries(section ?? {}).filter(
        ([name, version]) => !(isSibling(name) ? /^workspace:[\^*]$/ : /^catalog:/).test(version),
      ),
    );
    const fix = 'write workspace:^ for a sibling, else catalog:';
    expectNone(
      wrong.map(([name, version]) => `${folder}/package.json: ${name} ${version}; ${fix}`),
    );
    const peers = Object.keys(manifest.peerDependencies ?? {}).filter(isSibling);
    expectNone(
      peers.map((name) => `${folder}/package.json: ${name} is a peer; make it a dependency`),
    );
  });
});

it('the README of the project and the packages folder agree', () => {
  const readme = files.find(({ path }) => path === 'README.md')?.text ?? '';
  const missing = packages.filter(({ manifest: { name } }) => !readme.includes(`\`${name}\``));
  expectNone(
    missing.map(({ manifest: { name } }) => `README.md: add ${name} to the table of packages`),
  );
});

/** The exports map that a package's entries must have, from the entries it names. */
function exportsOf({ folder, manifest }: PublishedPackage, hasSource: boolean): object {
  const names = Object.keys(manifest.exports ?? {}).filter((name) => name !== './package.json');
  const entries = names.map((name) => {
    const path = name === '.' ? 'index' : `${name.slice('./'.length)}/index`;
    expect(existsSync(join(root, folder, 'src', `${path}.ts`)), `${folder}/src/${path}.ts`).toBe(
      true,
    );
    const built = { types: `./dist/${path}.d.ts`, default: `./dist/${path}.js` };
    return [name, hasSource ? { '@scillm/source': `./src/${path}.ts`, ...built } : built];
  });
  return Object.fromEntries([...entries, ['./package.json', './package.json']]);
}

function isSibling(name: string): boolean {
  return name === 'scillm' || name.startsWith('@scillm/');
}
