import {
  abortError,
  type CallContext,
  ChatError,
  deadlineError,
  endAttempt,
  forkAttempt,
  forkContext,
  openScope,
} from '@scillm/core';
import type { AuthMemory, KeyStyle } from './auth-memory.ts';

/** One operation of a base, with the key sent in a given style. */
type StyledOperation<T> = (style: KeyStyle, context: CallContext) => Promise<T>;

/** Runs operations in the style the base wants. */
export type CanonicalAuth = <T>(operation: StyledOperation<T>, context: CallContext) => Promise<T>;

/** Options of {@link createCanonicalAuth}. */
export interface CanonicalAuthOptions {
  /** Whom errors speak of. */
  readonly subject: string;
  readonly keyVariable: string | undefined;
  readonly memory: AuthMemory;
}

/**
 * Some gateways refuse `Authorization: Bearer` and take `x-api-key`. On a 401 to Bearer the operation
 * is tried once more in the other style; what worked is remembered. Calls that meet the 401 at the
 * same time wait for the first of them to find out. Both refused: the first error, naming both.
 */
export function createCanonicalAuth(options: CanonicalAuthOptions): CanonicalAuth {
  const { memory } = options;
  let switching: Promise<boolean> | undefined;

  const inOtherStyle = async <T>(
    operation: StyledOperation<T>,
    context: CallContext,
  ): Promise<T> => {
    const result = await operation('x-api-key', context);
    memory.remember('x-api-key', context.clock.now());
    return result;
  };

  /** Tries the other style, and lets calls that arrive meanwhile wait for what comes of it. */
  const lead = <T>(operation: StyledOperation<T>, context: CallContext): Promise<T> => {
    const attempt = inOtherStyle(operation, context);
    switching = attempt.then(
      () => true,
      (error: unknown) => !isRefusal(error),
    );
    const over = (): void => {
      switching = undefined;
    };
    void switching.then(over);
    return attempt;
  };

  const tryOther = <T>(operation: StyledOperation<T>, context: CallContext): Promise<T> =>
    memory.recall(context.clock.now()) === 'bearer'
      ? lead(operation, context)
      : inOtherStyle(operation, context);

  const follow = async (
    other: Promise<boolean>,
    context: CallContext,
    first: ChatError,
  ): Promise<void> => {
    if (!(await settled(other, context))) throw bothRefused(first, first, options);
    if (isSpent(context)) throw first;
  };

  const afterRefusal = async <T>(
    operation: StyledOperation<T>,
    context: CallContext,
    first: ChatError,
  ): Promise<T> => {
    if (isSpent(context)) throw first;
    // Whoever wakes first leads the next switch, at once; the others find it there and wait again.
    while (switching !== undefined) await follow(switching, context, first);
    const plan = {
      ...context.plan,
      kind: 'auth',
      decision: 'x-api-key after 401',
      waitedMs: 0,
    } as const;
    const inner = forkContext(context, { plan });
    try {
      return await tryOther(operation, inner);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      memory.forget();
      throw bothRefused(first, error, options);
    }
  };

  const inRememberedStyle = async <T>(
    operation: StyledOperation<T>,
    context: CallContext,
  ): Promise<T> => {
    const style = memory.recall(context.clock.now());
    const first = forkAttempt(context);
    try {
      const result = await operation(style, first);
      first.onEnd(() => endAttempt(context));
      return result;
    } catch (error) {
      if (!isRefusal(error) || error.status !== 401) throw error;
      if (memory.recall(context.clock.now()) === style) memory.forget();
      if (style !== 'bearer') throw error;
      return afterRefusal(operation, context, error);
    }
  };

  return (operation, context) =>
    inRememberedStyle(operation, context).catch((error: unknown) => {
      endAttempt(context);
      throw error;
    });
}

function isSpent({ attempts }: CallContext): boolean {
  return attempts.used >= attempts.max;
}

function isRefusal(error: unknown): error is ChatError {
  return ChatError.is(error) && (error.status === 401 || error.status === 403);
}

/** The outcome of the switch, unless the caller leaves first. */
function settled(switching: Promise<boolean>, outer: CallContext): Promise<boolean> {
  const scope = openScope(outer);
  const { cancellation } = scope.context;
  scope.limitToDeadline(() => deadlineError('another header style'));
  return new Promise((resolve, reject) => {
    const leave = (): void => {
      scope.close();
      reject(abortError(cancellation).with({ attempts: [...outer.trail] }));
    };
    if (cancellation.aborted) leave();
    cancellation.addEventListener('abort', leave, { once: true });
    void switching.then((works) => {
      cancellation.removeEventListener('abort', leave);
      scope.close();
      resolve(works);
    });
  });
}

function bothRefused(
  first: ChatError,
  last: ChatError,
  { subject, keyVariable }: CanonicalAuthOptions,
): ChatError {
  const { status, provider, deployment = subject, requestId, reason, cause } = first;
  return new ChatError(
    'auth',
    `${deployment} refused the key by bearer and by x-api-key (${status}). Check ${keyVariable ?? 'its key'}.`,
    { status, provider, deployment, requestId, reason, cause, attempts: last.attempts },
  );
}
