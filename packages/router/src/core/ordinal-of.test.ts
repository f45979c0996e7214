import { createContext } from '@scillm/core';
import { fakeClock, scriptedTransport } from '@scillm/core/testing';
import { expect, it } from 'vitest';
import { request, settings } from '../__fixtures__/set-up.ts';
import { ordinalOf } from './ordinal-of.ts';

it('C1 counts the deployments of a call, and one asked again keeps its number', async () => {
  const context = createContext({ clock: fakeClock() }, { settings });
  const transport = scriptedTransport(['answer'], { id: 'a' });
  const deployment = (id: string, model: string) => ({ id, model, transport });
  expect(ordinalOf(deployment('a', 'm1'), context.trail)).toBe(1);
  await transport.complete({ ...request, model: 'm1' }, context);
  await transport.complete({ ...request, model: 'm1' }, context);
  expect(ordinalOf(deployment('a', 'm1'), context.trail)).toBe(1);
  expect(ordinalOf(deployment('b', 'm1'), context.trail)).toBe(2);
  expect(ordinalOf(deployment('a', 'm2'), context.trail)).toBe(2);
});
