import type { ChatRequest } from '../chat/chat-request.ts';
import type { Answer } from './answer.ts';
import type { AnswerStep } from './answer-step.ts';
import { cutToLength } from './cut-to-length.ts';
import { defaultStep } from './default-step.ts';
import { imageStep } from './image-step.ts';
import { objectStep } from './object-step.ts';
import { schemaStep } from './schema-step.ts';
import type { Seeded } from './seeded.ts';
import { toolStep } from './tool-step.ts';
import { verbatimStep } from './verbatim-step.ts';

const STEPS: readonly AnswerStep[] = [toolStep, verbatimStep, schemaStep, objectStep, imageStep];

/** Answers a chat request: the first step that applies decides, and `max_tokens` cuts. */
export function createAnswer(chat: ChatRequest, random: Seeded): Answer {
  for (const step of STEPS) {
    const answer = step(chat, random);
    if (answer !== null) return cutToLength(answer, chat.maxTokens);
  }
  return cutToLength(defaultStep(chat, random), chat.maxTokens);
}
