/** A call of a tool. */
export interface ToolCall {
  /** The function's name. */
  readonly name: string;
  /** Its arguments as sent: JSON, unless a fault says otherwise. */
  readonly arguments: string;
}

/** What a simulated model says, before it gets the shape of a service. */
export interface Answer {
  /** The text, or `null` beside a tool call or a refusal. */
  readonly content: string | null;
  /** The text of a refusal. */
  readonly refusal: string | null;
  /** Reasoning shown beside the answer. */
  readonly reasoning: string | null;
  /** The tool called. */
  readonly toolCall: ToolCall | null;
  /** Why it ended, in OpenAI's words. */
  readonly finish: 'stop' | 'length' | 'tool_calls' | 'content_filter';
}

/** An answer that is text. */
export function textAnswer(content: string): Answer {
  return { content, refusal: null, reasoning: null, toolCall: null, finish: 'stop' };
}

/** An answer that calls a tool. */
export function toolAnswer(toolCall: ToolCall): Answer {
  return { content: null, refusal: null, reasoning: null, toolCall, finish: 'tool_calls' };
}
