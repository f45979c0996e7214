import { expect, it } from 'vitest';
import { askedIn, busy, deployment, request, routerOf } from '../__fixtures__/set-up.ts';
import { lowestCost } from './lowest-cost.ts';

it('7.2 lowestCost asks the cheapest for the tokens at hand, and one of unknown price last', async () => {
  const prices = (inputPerMTok: number, outputPerMTok: number) => ({
    prices: { inputPerMTok, outputPerMTok },
  });
  const all = [
    deployment('unknown', [busy()]),
    deployment('reads-cheaply', [busy()], prices(1, 100)),
    deployment('writes-cheaply', [busy()], prices(10, 1)),
    deployment('free', [busy()], prices(0, 0)),
  ];
  const order = async (content: string, max_tokens: number): Promise<readonly string[]> => {
    const { router } = routerOf(all, { strategy: lowestCost() });
    const messages = [{ role: 'user', content }] as const;
    const error = await router.complete({ ...request, messages, max_tokens }).catch((e) => e);
    return askedIn(error.attempts).slice(0, 4);
  };
  // 4 characters to a token: 1 token in and 1000 out, then 10,000 tokens in and 10 out.
  const [writing, reading] = [await order('hi', 1000), await order('x'.repeat(40_000), 10)];
  expect(writing).toEqual(['free', 'writes-cheaply', 'reads-cheaply', 'unknown']);
  expect(reading).toEqual(['free', 'reads-cheaply', 'writes-cheaply', 'unknown']);
});
