import { expect, it } from 'vitest';
import { askedIn, busy, deployment, request, routerOf } from '../__fixtures__/set-up.ts';
import { weighted } from './weighted.ts';

/** Who was asked first, by share of 600 calls. */
async function shares(weights: readonly (number | undefined)[]): Promise<readonly number[]> {
  const deployments = weights.map((weight, index) =>
    deployment(`${index}`, ['answer'], weight === undefined ? {} : { weight }),
  );
  const { router } = routerOf(deployments, { strategy: weighted() });
  for (let count = 0; count < 600; count += 1) await router.complete(request);
  return deployments.map(({ transport }) => transport.calls.length / 600);
}

it.each<[string, readonly (number | undefined)[], readonly number[]]>([
  ['its weight', [1, 3, 4], [0.125, 0.375, 0.5]],
  ['1 where it has none', [undefined, 1, 2], [0.25, 0.25, 0.5]],
  ['nothing for weight 0', [0, 1, 1], [0, 0.5, 0.5]],
  ['even chance where all have weight 0', [0, 0, 0, 0], [0.25, 0.25, 0.25, 0.25]],
])('7.2 weighted asks each by %s', async (_, weights, wanted) => {
  for (const [index, share] of (await shares(weights)).entries()) {
    const expected = wanted[index] ?? 0;
    if (expected === 0) expect(share).toBe(0);
    expect(Math.abs(share - expected)).toBeLessThan(0.06);
  }
});

it('7.2 weighted asks weight 0 last', async () => {
  const spare = deployment('spare', ['answer'], { weight: 0 });
  const others = ['a', 'b', 'c'].map((id) => deployment(id, [busy()], { weight: 2 }));
  const { router } = routerOf([spare, ...others], { strategy: weighted() });
  const { scillm } = await router.complete(request);
  expect(askedIn(scillm.attempts).at(-1)).toBe('spare');
  expect(scillm.attemptCount).toBe(4);
});

it('7.2 weighted draws from the given chance alone, so that a seed repeats it', () => {
  const candidates = ['a', 'b', 'c'].map((id) => deployment(id, ['answer']));
  const view = undefined as never;
  const drawn = (...chances: number[]): readonly string[] =>
    weighted()
      .order(candidates, view, () => chances.shift() ?? 0)
      .map(({ id }) => id);
  expect(drawn(0, 0, 0)).toEqual(['a', 'b', 'c']);
  expect(drawn(0.999, 0.999, 0)).toEqual(['c', 'b', 'a']);
  expect(drawn(0.34, 0.5, 0)).toEqual(['b', 'c', 'a']);
});
