import type { ToolChoice } from '@scillm/core';

/** The `tool_choice` that makes the model call this tool and no other. */
export function forceTool({ name }: { readonly name: string }): ToolChoice {
  return { type: 'function', function: { name } };
}
