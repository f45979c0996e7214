import { describe, expect, it } from 'vitest';
import { type PublishedPackage, readRepository } from './repository.ts';

const { packages } = readRepository();

const SECTIONS = ['Install', 'Use', 'Promises', 'Limits', 'API'];

describe.each(packages)('README of $folder', (subject) => {
  const { folder, manifest } = subject;
  const readme = textOf(subject, 'README.md');

  it('begins with the description', () => {
    const [title, paragraph] = readme
      .split('\n\n')
      .map((block) => block.replaceAll('\n', ' ').trim());
    const [heading, inline] = readme.split('\n');
    const first = title === heading ? paragraph : inline;
    const fix = `${folder}/README.md: the first paragraph is package.json's description`;
    expect({ heading, first }, fix).toEqual({
      heading: `# ${manifest.name}`,
      first: manifest.description,
    });
  });

  it('has the sections of every README', () => {
    const sections = [...readme.matchAll(/^## (.*)$/gm)].map(([, name]) => name);
    expect(sections, `${folder}/README.md: sections in order`).toEqual(SECTIONS);
  });

  it('shows the example that is compiled', () => {
    const use = readme.split(/^## /m).find((section) => section.startsWith('Use\n')) ?? '';
    const fences = [...use.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, body]) => body);
    const fix = `${folder}/README.md: one ts fence under Use, equal to src/readme.examples.ts`;
    expect(fences, fix).toEqual([textOf(subject, 'src/readme.examples.ts')]);
  });
});

function textOf({ folder, files }: PublishedPackage, name: string): string {
  return files.find(({ path }) => path === `${folder}/${name}`)?.text ?? `${name} is missing`;
}
