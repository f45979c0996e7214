import {
  deadlineError,
  openScope,
  type Policy,
  type TimeoutOptions,
  timeoutError,
} from '@scillm/core';
import { attemptLimit } from '../core/attempt-limit.ts';
import { untilAborted } from './until-aborted.ts';

/**
 * Ends an attempt that takes too long: until its answer is read, or until its stream has begun. The
 * other spans are passed on to the transport, which knows when it dials and when a token comes.
 * While another deployment could take the call, an attempt gets two thirds of the time that is left
 * at the most.
 */
export function timeout(options?: TimeoutOptions): Policy {
  return {
    name: 'timeout',
    execute(next, context) {
      const timeouts =
        options === undefined ? context.timeouts : { ...context.timeouts, ...options };
      const limitMs = attemptLimit(timeouts, context);
      const subject = context.plan.deployment ?? 'The backend';
      const inner = { ...timeouts, attemptMs: Number.POSITIVE_INFINITY };
      const scope = openScope(context, { timeouts: inner });
      const lift = scope.limit(context.clock.now() + limitMs, () =>
        timeoutError(subject, 'attempt', limitMs),
      );
      scope.limitToDeadline(() => deadlineError(subject));
      return untilAborted(() => next(scope.context), scope.context.cancellation, {
        done() {
          if (context.ends.isOver) return scope.close();
          lift();
          context.onEnd(() => scope.close());
        },
        failed: () => scope.close(),
      });
    },
  };
}
