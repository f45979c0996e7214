import { abortError, type CallContext, deadlineError, openScope } from '@scillm/core';

/** The work's own result, or the call's end if that comes first: `aborted` or `deadline`. */
export async function untilEnded<T>(context: CallContext, work: Promise<T>): Promise<T> {
  const scope = openScope(context);
  const { cancellation } = scope.context;
  scope.limitToDeadline(() => deadlineError('the validator'));
  try {
    return await new Promise<T>((resolve, reject) => {
      const leave = (): void => reject(abortError(cancellation));
      if (cancellation.aborted) leave();
      else cancellation.addEventListener('abort', leave, { once: true });
      work.then(resolve, reject);
    });
  } finally {
    scope.close();
  }
}
