import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readCatalog } from '@scillm/notebook-runner';
import { expect, it } from 'vitest';

const folder: string = fileURLToPath(new URL('../../../notebooks', import.meta.url));
const { notebooks } = await readCatalog(folder);
const names = notebooks.map(({ name }) => name);

it('every notebook is in the catalogue, and has its snapshot', () => {
  const sources = readdirSync(folder).filter((file) => file.endsWith('.ipynb'));
  expect([...names].sort()).toEqual(sources.map((file) => file.slice(0, -'.ipynb'.length)).sort());
  const snapshots = readdirSync(`${folder}/executed`);
  expect(snapshots.sort()).toEqual(names.map((name) => `${name}_executed.ipynb`).sort());
});

it('the README of the notebooks links each of them and its run, and nothing that is not there', () => {
  const readme = readFileSync(`${folder}/README.md`, 'utf8');
  const targets = [...readme.matchAll(/\]\(([^)#]+)/g)].map(([, target = '']) => target);
  const wanted = names.flatMap((name) => [`${name}.ipynb`, `executed/${name}_executed.ipynb`]);
  expect(targets).toEqual(expect.arrayContaining(wanted));
  expect(targets.filter((target) => !existsSync(`${folder}/${target}`))).toEqual([]);
});
