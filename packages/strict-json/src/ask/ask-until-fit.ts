import type { ChatResponse } from '@scillm/core';
import type { JsonAnswer } from './json-answer.ts';
import type { Ask, JsonCall } from './json-call.ts';

/** Asks as long as the call says so, and gives what it ends with. */
export async function askUntilFit(
  call: JsonCall,
  ask: (ask: Ask) => Promise<ChatResponse>,
): Promise<JsonAnswer> {
  for (;;) {
    let response: ChatResponse;
    try {
      response = await ask(call.next());
    } catch (error) {
      call.failed(error);
      continue;
    }
    const answer = await call.answered(response);
    if (answer !== undefined) return answer;
  }
}
