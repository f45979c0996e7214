import type { ChatRequest } from '../chat/chat-request.ts';
import type { Answer } from './answer.ts';
import type { Seeded } from './seeded.ts';

/** One way to answer; `null` passes the request on to the next. */
export type AnswerStep = (chat: ChatRequest, random: Seeded) => Answer | null;
