import { createContext, forkAttempt } from '@scillm/core';
import { expect, it } from 'vitest';
import { deployment, fault, request, routerOf, settings, storyOf } from './__fixtures__/set-up.ts';
import { roundRobin } from './strategy/round-robin.ts';

function reask(deploymentId?: string) {
  const context = createContext({}, { settings });
  const plan = { kind: 'reask', revision: 1 } as const;
  return forkAttempt(
    context,
    deploymentId === undefined ? plan : { ...plan, deployment: deploymentId },
  );
}

it('J8 asks the deployment first that gave the answer, whatever the strategy', async () => {
  const { router } = routerOf(
    ['a', 'b', 'c'].map((id) => deployment(id, ['answer'])),
    { strategy: roundRobin() },
  );
  const { scillm } = await router.complete(request, reask('c'));
  expect(storyOf(scillm.attempts)).toEqual(['c reask served']);
});

it('J8 goes on by the usual rules where that one fails or rests', async () => {
  const c = deployment('c', [fault('auth', { status: 401 })]);
  const { router } = routerOf([deployment('a', ['answer']), c]);
  const story = async () => storyOf((await router.complete(request, reask('c'))).scillm.attempts);
  expect(await story()).toEqual(['c reask auth', 'a fallback served']);
  expect(await story()).toEqual(['a reask served']);
});

it('C1 hands the revision on, so that the changed body has a key of its own', async () => {
  const a = deployment('a', ['answer']);
  const { router } = routerOf([a]);
  await router.complete(request, reask());
  expect(a.transport.calls[0]?.context.plan).toMatchObject({ revision: 1, kind: 'reask' });
});
