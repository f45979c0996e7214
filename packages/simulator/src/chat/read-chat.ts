import { isJsonObject, type JsonObject } from '../wire/json-object.ts';
import { badRequest, type Problem } from '../wire/problem.ts';
import type { ChatRequest, ContentFormat, OfferedTool, ToolChoice } from './chat-request.ts';
import { imagesOf, textOf } from './message-content.ts';

/** Reads a chat completions body; what a service would refuse comes back as the refusal. */
export function readChat(body: JsonObject): ChatRequest | Problem {
  const model = body['model'];
  const messages = body['messages'];
  if (typeof model !== 'string' || model === '') {
    return badRequest('you must provide a model parameter', { param: 'model' });
  }
  if (!Array.isArray(messages) || messages.length === 0 || !messages.every(isTurn)) {
    return badRequest("'messages' must be a list of turns, each with a role.", {
      param: 'messages',
    });
  }
  const tools = toolsOf(body['tools']);
  const toolChoice = toolChoiceOf(body['tool_choice']);
  if (toolChoice.kind === 'named' && !tools.some(({ name }) => name === toolChoice.name)) {
    return badRequest(`Tool choice '${toolChoice.name}' is not among 'tools'.`, {
      param: 'tool_choice',
    });
  }
  const format = formatOf(body['response_format']);
  if (format === null) {
    return badRequest("'response_format' is not one this service knows.", {
      param: 'response_format',
    });
  }
  return {
    model,
    messages,
    tools,
    toolChoice,
    format,
    maxTokens: maxTokensOf(body),
    ...lastTurns(messages),
  };
}

function lastTurns(messages: readonly JsonObject[]) {
  const user = messages.findLast(({ role }) => role === 'user');
  const last = messages.at(-1);
  return {
    text: user === undefined ? '' : textOf(user),
    images: user === undefined ? [] : imagesOf(user),
    toolResult:
      last?.['role'] === 'tool'
        ? { name: calledTool(messages, last['tool_call_id']), content: textOf(last) }
        : null,
  };
}

function calledTool(messages: readonly JsonObject[], id: unknown): string {
  const calls = messages.flatMap(({ tool_calls: made }) =>
    Array.isArray(made) ? made.filter(isJsonObject) : [],
  );
  const called = calls.findLast((call) => call['id'] === id)?.['function'];
  const name = isJsonObject(called) ? called['name'] : undefined;
  return typeof name === 'string' ? name : 'tool';
}

function isTurn(value: unknown): value is JsonObject {
  return isJsonObject(value) && typeof value['role'] === 'string';
}

function toolsOf(offered: unknown): readonly OfferedTool[] {
  if (!Array.isArray(offered)) return [];
  return offered.flatMap((tool: unknown) => {
    const described = isJsonObject(tool) ? tool['function'] : undefined;
    if (!isJsonObject(described) || typeof described['name'] !== 'string') return [];
    const { name, parameters } = described;
    return [{ name, parameters: isJsonObject(parameters) ? parameters : {} }];
  });
}

function toolChoiceOf(choice: unknown): ToolChoice {
  if (choice === 'none') return { kind: 'none' };
  const named = isJsonObject(choice) ? choice['function'] : undefined;
  const name = isJsonObject(named) ? named['name'] : undefined;
  return typeof name === 'string' ? { kind: 'named', name } : { kind: 'any' };
}

function formatOf(format: unknown): ContentFormat | null {
  if (format === undefined || format === null) return { kind: 'text' };
  const type = isJsonObject(format) ? format['type'] : undefined;
  if (type === 'text') return { kind: 'text' };
  if (type === 'json_object') return { kind: 'json-object' };
  const described = isJsonObject(format) ? format['json_schema'] : undefined;
  if (type !== 'json_schema' || !isJsonObject(described)) return null;
  const { name, schema = {} } = described;
  return { kind: 'json-schema', name: typeof name === 'string' ? name : '', schema };
}

function maxTokensOf(body: JsonObject): number | null {
  const most = body['max_completion_tokens'] ?? body['max_tokens'];
  return typeof most === 'number' && most >= 0 ? Math.floor(most) : null;
}
