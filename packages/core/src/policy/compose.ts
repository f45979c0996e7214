import type { CallContext } from '../call/call-context.ts';
import type { Policy } from './policy.ts';

/** One policy of many: the first listed is the outermost, and the name reads `a > b`. */
export function compose(...policies: readonly Policy[]): Policy {
  return {
    name: policies.map(({ name }) => name).join(' > '),
    execute(next, context) {
      const call = policies.reduceRight(
        (inner, policy) => (outer: CallContext) => policy.execute(inner, outer),
        next,
      );
      return call(context);
    },
  };
}
