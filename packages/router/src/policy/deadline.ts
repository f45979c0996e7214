import { deadlineError, openScope, type Policy } from '@scillm/core';
import { untilAborted } from './until-aborted.ts';

/** Options of {@link deadline}. */
export interface DeadlineOptions {
  /** The whole of what is inside, waits and streams included. */
  readonly ms: number;
}

/** Ends everything inside when the time is over, with `deadline`. An earlier deadline stays in force. */
export function deadline({ ms }: DeadlineOptions): Policy {
  return {
    name: 'deadline',
    execute(next, context) {
      const { clock } = context;
      const atMs = Math.min(context.deadline.atMs, clock.now() + ms);
      const remainingMs = (): number => Math.max(0, atMs - clock.now());
      const scope = openScope(context, { deadline: { atMs, remainingMs } });
      scope.limitToDeadline(() => deadlineError(context.plan.deployment ?? 'the backend'));
      return untilAborted(() => next(scope.context), scope.context.cancellation, {
        done: () => context.onEnd(() => scope.close()),
        failed: () => scope.close(),
      });
    },
  };
}
