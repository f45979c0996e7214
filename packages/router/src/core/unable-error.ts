import { ChatError, fitMessage } from '@scillm/core';
import type { CallState } from './call-state.ts';
import { currentHop } from './candidates.ts';
import { type Lack, lacksOf } from './unable.ts';
import type { World } from './world.ts';

const SAYINGS: { readonly [Name in Lack]: string } = {
  images: 'takes images',
  tools: 'takes tools',
  json: 'gives JSON',
  context: 'has a window for an input this long',
};

/** The error of a request that nobody of its route can take; `undefined` if that is not the trouble. */
export function unableError(call: CallState, world: World): ChatError | undefined {
  const { route } = currentHop(call);
  const lacks = (world.table.candidates(route) ?? []).flatMap(({ deployment }) =>
    lacksOf(deployment, world.needs),
  );
  const [first] = lacks;
  if (first === undefined) return undefined;
  const words = [...new Set(lacks)].map((lack) => SAYINGS[lack]).join(' or ');
  const isOnlyContext = lacks.every((lack) => lack === 'context');
  return new ChatError(
    isOnlyContext ? 'context_length' : 'unsupported',
    fitMessage({
      head: `No deployment of ${route}`,
      list: [],
      advice: ` ${words}. Add one that does, or correct its capabilities.`,
    }),
    { reason: first },
  );
}
