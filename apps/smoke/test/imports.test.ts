import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectNone } from './expect-none.ts';
import { isCode, type PublishedPackage, readRepository } from './repository.ts';
import { readSource } from './source-facts.ts';

const { folder: root, packages } = readRepository();

/** What the facade composes: everything. */
const BELOW_THE_FACADE: readonly string[] = [
  'router',
  'strict-json',
  'batch',
  'providers-compatible',
  'providers-openai',
  'providers-anthropic',
  'providers-perplexity',
  'sandbox',
  'agents-bridges',
  'certainly',
  'codeworld',
  'notebook-runner',
  'notebook-kernel',
  'simulator',
  'gateway',
  'redis',
];

/** What each package may import beside core and itself: the table of the architecture page. */
const SIBLINGS: ReadonlyMap<string, readonly string[]> = new Map([
  ['batch', ['strict-json']],
  ['agents-bridges', ['sandbox', 'strict-json', 'providers-compatible']],
  ['certainly', ['sandbox', 'strict-json']],
  ['codeworld', ['sandbox', 'strict-json']],
  ['redis', ['batch']],
  ['notebook-kernel', ['notebook-runner']],
  ['scillm', [...BELOW_THE_FACADE]],
]);

/** The packages that stand apart: they do not even know core. */
const APART = ['notebook-runner', 'notebook-kernel'];

describe.each(packages)('$folder', (subject) => {
  const { folder } = subject;
  const short = folder.slice('packages/'.length);

  it('imports only the siblings below it', () => {
    const below = [
      short,
      ...(APART.includes(short) ? [] : ['core']),
      ...(SIBLINGS.get(short) ?? []),
    ];
    const inTests = [...below, 'simulator', 'vitest'];
    const problems = importsOf(subject).flatMap(({ path, specifier }) => {
      const sibling = siblingOf(specifier);
      if (sibling === undefined) return [];
      const isTest = /\.(test|test-d|examples)\.ts$|__fixtures__/.test(path);
      if ((isTest ? inTests : below).includes(sibling)) return [];
      return `${path} imports ${specifier}; ${short} may import ${below.join(', ')}`;
    });
    expectNone(problems);
  });

  it('imports siblings through their exports map', () => {
    const entries = new Set(
      packages.flatMap(({ manifest: { name, exports } }) =>
        Object.keys(exports ?? {}).map((entry) => name + entry.slice('.'.length)),
      ),
    );
    const problems = importsOf(subject).filter(({ specifier }) => {
      const sibling = siblingOf(specifier);
      return sibling !== undefined && sibling !== 'vitest' && !entries.has(specifier);
    });
    expectNone(problems.map(named('is a deep import; use an entry of the exports map')));
  });

  it('reaches no file outside its folder', () => {
    const problems = importsOf(subject).filter(
      ({ path, specifier }) =>
        specifier.startsWith('.') &&
        !normalize(join(dirname(path), specifier)).startsWith(`${folder}/`),
    );
    expectNone(problems.map(named('leaves the package; import the other one by its name')));
  });
});

describe.each(packages.filter(({ folder }) => folder.startsWith('packages/providers-')))(
  '$folder',
  ({ folder, files }) => {
    it('exports createX and XOptions', () => {
      const path = `${folder}/src/index.ts`;
      const text = files.find((file) => file.path === path)?.text ?? '';
      const { exports } = readSource(path, text);
      const created = exports.filter((name) => /^create[A-Z]/.test(name));
      expect(created, `${path}: export a factory createX`).not.toEqual([]);
      const options = created.map((name) => `${name.slice('create'.length)}Options`);
      expect(exports, `${path}: export the options of each factory`).toEqual(
        expect.arrayContaining(options),
      );
    });
  },
);

it('the root entry of core imports no dependency', () => {
  const entry = join(root, 'packages/core/dist/index.js');
  expect(existsSync(entry), 'build first: npx turbo run build').toBe(true);
  const outside = [...reachable(entry)].filter((specifier) => !/^(node:|\/)/.test(specifier));
  const fix = 'move what needs it to a subpath of core';
  expectNone(outside.map((specifier) => `packages/core/src/index.ts loads ${specifier}; ${fix}`));
});

/** Everything that is loaded with `file`: paths of our own files, specifiers of all others. */
function reachable(file: string, seen: Set<string> = new Set()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const specifier of readSource(file, readFileSync(file, 'utf8')).imports) {
    if (specifier.startsWith('.')) reachable(join(dirname(file), specifier), seen);
    else seen.add(specifier);
  }
  return seen;
}

interface Import {
  readonly path: string;
  readonly specifier: string;
}

function named(fix: string): (found: Import) => string {
  return ({ path, specifier }) => `${path}: ${specifier} ${fix}`;
}

function importsOf({ folder, files }: PublishedPackage): readonly Import[] {
  return files
    .filter(({ path }) => path.startsWith(`${folder}/src/`) && isCode(path))
    .flatMap(({ path, text }) =>
      readSource(path, text).imports.map((specifier) => ({ path, specifier })),
    );
}

/** The short name of the sibling that a specifier leads to. */
function siblingOf(specifier: string): string | undefined {
  if (/^scillm(\/|$)/.test(specifier)) return 'scillm';
  return /^@scillm\/([^/]+)/.exec(specifier)?.[1];
}
