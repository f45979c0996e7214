import type { ResponseMessage } from '@scillm/core';

/**
 * The message with an id of its own for every call, since results are told by it: some backends send
 * none, or one for all.
 *
 * @param round Number of the round, part of the ids that are made up.
 */
export function withCallIds(message: ResponseMessage, round: number): ResponseMessage {
  const { tool_calls } = message;
  // Some servers write null for none.
  if (!tool_calls) return message;
  const ids = new Set<string>();
  const numbered = tool_calls.map((call, index) => {
    const id = call.id && !ids.has(call.id) ? call.id : `call_${round}_${index + 1}`;
    ids.add(id);
    return id === call.id ? call : { ...call, id };
  });
  return { ...message, tool_calls: numbered };
}
