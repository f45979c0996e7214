import type { CallState } from './call-state.ts';
import { currentHop } from './candidates.ts';
import type { World } from './world.ts';

/** Whether the call's route has one deployment and no generic chain: there is nobody else to ask. */
export function isAlone(call: CallState, { table }: World): boolean {
  const { route } = currentHop(call);
  return table.candidates(route)?.length === 1 && table.chain('generic', route).length === 0;
}
