import type {
  ChatResponse,
  FinishReason,
  ResponseChoice,
  ResponseMessage,
  ToolCall,
} from '@scillm/core';
import { readArguments } from './read-arguments.ts';
import type { Tool } from './tool.ts';
import type { RefusedToolCall, ToolCallReading } from './tool-call-reading.ts';
import { toolsByName } from './tools-by-name.ts';

/** Where tool calls are read from: the first choice of a response, one choice, or a message. */
export type ToolCallSource =
  | Pick<ChatResponse, 'choices'>
  | Pick<ResponseChoice, 'message' | 'finish_reason'>
  | Pick<ResponseMessage, 'tool_calls'>;

/**
 * The tool calls of an answer in their order, each with its arguments checked and typed, or with what
 * is wrong with it: hand `errors` to `toolError`. Nothing is repaired, so that no call is run that was
 * cut. Give a response or a choice rather than a message: the message does not say whether it was cut.
 *
 * Rejects with `invalid_config` if two tools have one name.
 */
export async function readToolCalls<const Tools extends readonly Tool[]>(
  source: ToolCallSource,
  tools: Tools,
): Promise<readonly ToolCallReading<Tools[number]>[]> {
  const known = toolsByName(tools);
  const { message, finish_reason } = choiceOf(source);
  const readings = (message.tool_calls ?? []).map((call) => readCall(call, known, finish_reason));
  return (await Promise.all(readings)) as readonly ToolCallReading<Tools[number]>[];
}

interface Choice {
  readonly message: Pick<ResponseMessage, 'tool_calls'>;
  readonly finish_reason?: FinishReason;
}

function choiceOf(source: ToolCallSource): Choice {
  if ('choices' in source) return source.choices[0] ?? { message: {} };
  return 'message' in source ? source : { message: source };
}

async function readCall(
  call: ToolCall,
  tools: ReadonlyMap<string, Tool>,
  finishReason: FinishReason | undefined,
): Promise<ToolCallReading> {
  const { id } = call;
  const { name } = 'function' in call ? call.function : call.custom;
  const refuse = (
    reason: RefusedToolCall['reason'],
    errors: readonly string[],
  ): RefusedToolCall => ({ kind: 'refused', id, name, reason, errors });

  const tool = tools.get(name);
  if (tool === undefined || !('function' in call)) {
    const names = [...tools.keys()].join(', ') || 'none';
    return refuse('unknown_tool', [`There is no function named ${name}. There are: ${names}.`]);
  }
  const read = readArguments(call.function.arguments, finishReason);
  if (read.kind === 'refused') return refuse(read.reason, [read.error]);
  const checked = await tool.check(read.value);
  if (checked.isValid) return { kind: 'valid', id, name, arguments: checked.value };
  return refuse('invalid', checked.errors);
}
