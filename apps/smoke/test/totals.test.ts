import { expect, it } from 'vitest';

interface Totals {
  readonly red: readonly { readonly name: string; readonly alone: string }[];
  readonly line: string;
  readonly isGreen: boolean;
}

// Plain JavaScript without declarations, since the scripts run before anything is built.
const script: string = new URL('../../../scripts/totals.mjs', import.meta.url).href;
const { totals }: { totals(reports: unknown, redGates: unknown): Totals } = await import(script);

const green = { package: '@scillm/a', counts: { passed: 3, failed: 0, skipped: 1 } };
const failing = { package: '@scillm/b', counts: { passed: 1, failed: 2, skipped: 0 } };
const silent = { package: '@scillm/c' };
const gate = (task: string, name: string) => ({
  name: `${task} of ${name}`,
  alone: `npx turbo run ${task} --filter=${name}`,
});

it('adds the reports up', () => {
  expect(totals([green, green], [])).toEqual({
    red: [],
    line: '6 passed, 0 failed, 2 skipped',
    isGreen: true,
  });
});

it('counts a red gate as a failure and names it', () => {
  const { line, red, isGreen } = totals([green], [gate('smoke', '@scillm/smoke')]);
  expect(line).toBe('3 passed, 1 failed, 1 skipped');
  expect(red.map(({ name }) => name)).toEqual(['smoke of @scillm/smoke']);
  expect(isGreen).toBe(false);
});

it('counts a test task whose failed tests are counted only once', () => {
  expect(totals([green, failing], [gate('test', '@scillm/b')]).line).toBe(
    '4 passed, 2 failed, 1 skipped',
  );
});

it('counts a test task that is red without a failed test, as when a file does not load', () => {
  expect(totals([green], [gate('test', '@scillm/a')]).line).toBe('3 passed, 1 failed, 1 skipped');
});

it('is red when a package with tests left no report', () => {
  const { line, red } = totals([green, silent], []);
  expect(line).toBe('3 passed, 1 failed, 1 skipped');
  expect(red.map(({ name }) => name)).toEqual(['no test report from @scillm/c']);
});

it('counts a missing report and its red test task as one', () => {
  expect(totals([green, silent], [gate('test', '@scillm/c')]).red).toHaveLength(1);
});

it('counts a build that two runs stumbled over once', () => {
  const build = gate('build', '@scillm/a');
  expect(totals([green], [build, build]).line).toBe('3 passed, 1 failed, 1 skipped');
});

it('is red when not one test passed', () => {
  expect(totals([], [])).toMatchObject({ line: '0 passed, 1 failed, 0 skipped', isGreen: false });
});
