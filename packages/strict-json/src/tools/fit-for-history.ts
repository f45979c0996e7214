import type { ResponseMessage, ToolCall } from '@scillm/core';
import { readArguments } from './read-arguments.ts';

/**
 * An answer as backends take it back: verbatim, but that arguments which are no JSON object become
 * `{}`. Many servers parse the arguments of the history and refuse the whole request over them. What
 * was wrong is said in the call's result.
 */
export function fitForHistory(message: ResponseMessage): ResponseMessage {
  const { tool_calls } = message;
  return tool_calls ? { ...message, tool_calls: tool_calls.map(fitCall) } : message;
}

function fitCall(call: ToolCall): ToolCall {
  if (!('function' in call) || isObject(call.function.arguments)) return call;
  return { ...call, function: { ...call.function, arguments: '{}' } };
}

function isObject(text: string): boolean {
  const read = readArguments(text);
  if (read.kind === 'refused' || text.trim() === '') return false;
  return typeof read.value === 'object' && read.value !== null && !Array.isArray(read.value);
}
