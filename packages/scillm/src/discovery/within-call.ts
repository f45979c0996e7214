import { type CallContext, ChatError, openScope } from '@scillm/core';

/** Runs the discovery of a call as a part of it: the call's signal and deadline end it. */
export async function withinCall<T>(
  context: CallContext,
  discover: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const scope = openScope(context);
  scope.limitToDeadline(tooLate);
  try {
    return await discover(scope.context.signal);
  } finally {
    scope.close();
  }
}

function tooLate(): ChatError {
  return new ChatError(
    'deadline',
    "The call's deadline passed while the bases were asked for their models. Raise deadlineMs or SCILLM_DEADLINE, or run scillm doctor.",
  );
}
