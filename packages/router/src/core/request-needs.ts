import type { ChatRequest } from '@scillm/core';

/** What a request needs of whoever takes it. */
export interface RequestNeeds {
  readonly vlm: boolean;
  readonly tools: boolean;
  readonly json: boolean;
  /** Estimated tokens: of the input by its length, of the output by its limit. */
  readonly tokens: { readonly input: number; readonly output: number };
}

const CHARS_PER_TOKEN = 4;
const USUAL_OUTPUT_TOKENS = 500;

/** Reads a request's needs. The estimate of its input is 4 characters to a token; pictures count as none. */
export function requestNeeds(request: ChatRequest): RequestNeeds {
  const { messages, tools = [], response_format, max_completion_tokens, max_tokens } = request;
  const hasTools = tools.length > 0;
  const said = messages.reduce((sum, { content }) => sum + lengthOf(content), 0);
  const chars = said + (hasTools ? JSON.stringify(tools).length : 0);
  return {
    vlm: messages.some(({ content }) => partsOf(content).some(({ type }) => type === 'image_url')),
    tools: hasTools,
    json: response_format !== undefined && response_format.type !== 'text',
    tokens: {
      input: Math.ceil(chars / CHARS_PER_TOKEN),
      output: max_completion_tokens ?? max_tokens ?? USUAL_OUTPUT_TOKENS,
    },
  };
}

function partsOf(
  content: unknown,
): readonly { readonly type?: unknown; readonly text?: unknown }[] {
  return Array.isArray(content) ? content : [];
}

function lengthOf(content: unknown): number {
  if (typeof content === 'string') return content.length;
  return partsOf(content).reduce(
    (sum, { text }) => sum + (typeof text === 'string' ? text.length : 0),
    0,
  );
}
