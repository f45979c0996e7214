import type { ToolChoice } from '@scillm/core';

/** The `tool_choice` of a round: what forces a call in the first one leaves it open afterwards. */
export function toolChoiceOf(
  choice: ToolChoice | undefined,
  round: number,
): ToolChoice | undefined {
  if (round === 1 || choice === undefined || choice === 'none') return choice;
  if (typeof choice === 'string' || choice.type !== 'allowed_tools') return 'auto';
  return { ...choice, allowed_tools: { ...choice.allowed_tools, mode: 'auto' } };
}
