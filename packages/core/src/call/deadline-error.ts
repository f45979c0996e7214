import { ChatError } from '../error/chat-error.ts';

/** The error of a call whose time is over while it was asking `subject`. */
export function deadlineError(subject: string): ChatError {
  return new ChatError(
    'deadline',
    `The call's deadline passed while ${subject} was being asked. Raise deadlineMs or SCILLM_DEADLINE.`,
  );
}
