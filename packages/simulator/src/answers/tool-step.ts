import type { ChatRequest, OfferedTool } from '../chat/chat-request.ts';
import { generateValue } from '../schema/generate-value.ts';
import { toolAnswer } from './answer.ts';
import type { AnswerStep } from './answer-step.ts';
import { toolHint } from './tool-hint.ts';

/**
 * Step 1: a request that offers tools, and does not end in a tool's result, gets a call of the tool
 * it forces, else of the one the text names, else of the first.
 */
export const toolStep: AnswerStep = (chat, random) => {
  if (chat.toolChoice.kind === 'none' || chat.toolResult !== null) return null;
  const tool = chosen(chat);
  if (tool === undefined) return null;
  const { name, parameters } = tool;
  const schema = { type: 'object', ...parameters };
  const value = generateValue(schema, random, toolHint(chat.text, schema));
  return toolAnswer({ name, arguments: JSON.stringify(value) });
};

function chosen({ tools, toolChoice, text }: ChatRequest): OfferedTool | undefined {
  const forced = toolChoice.kind === 'named' ? toolChoice.name : null;
  if (forced !== null) return tools.find(({ name }) => name === forced);
  return tools.find(({ name }) => names(text, name)) ?? tools[0];
}

function names(text: string, name: string): boolean {
  return ` ${text.replaceAll(/[^\w-]+/gu, ' ')} `.includes(` ${name} `);
}
