import { readFileSync } from 'node:fs';
import { readSettings } from '@scillm/core';
import { expect, it } from 'vitest';

const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');

it('names in the README every setting that the doctor explains', () => {
  const names = readSettings({})
    .explain()
    .map(({ name }) => name);
  expect(names.length).toBeGreaterThan(10);
  expect(names.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
});
