import type { Answer } from './answer.ts';
import { firstTokens, tokenCount } from './token-count.ts';

/** Cuts an answer to the most tokens it may have; one that is cut ends with `length`. */
export function cutToLength(answer: Answer, maxTokens: number | null): Answer {
  const { content, toolCall } = answer;
  if (maxTokens === null || tokenCount(content ?? toolCall?.arguments ?? '') <= maxTokens) {
    return answer;
  }
  if (toolCall === null) {
    return { ...answer, content: firstTokens(content ?? '', maxTokens), finish: 'length' };
  }
  const cut = { ...toolCall, arguments: firstTokens(toolCall.arguments, maxTokens) };
  return { ...answer, toolCall: cut, finish: 'length' };
}
