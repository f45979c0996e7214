import type { ChatChunk } from '../chat/chat-chunk.ts';
import type { PipeStep } from './piped-stream.ts';

/** Hands everything on as it is. */
export const PASS: PipeStep<ChatChunk, ChatChunk> = { accept: (chunk) => chunk };
