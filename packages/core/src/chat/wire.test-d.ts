import type OpenAI from 'openai';
import { expectTypeOf } from 'vitest';
import type { CallMeta } from './call-meta.ts';
import type { ChatChunk, ChunkChoice, ChunkDelta } from './chat-chunk.ts';
import type { ChatMessage } from './chat-message.ts';
import type { ChatRequest } from './chat-request.ts';
import type {
  ChatResponse,
  FinishReason,
  ResponseChoice,
  ResponseMessage,
} from './chat-response.ts';
import type { Usage } from './usage.ts';

/*
 * Pins our wire types to the official SDK's. A field, a stop reason or a variant that an upgrade of
 * the SDK adds, however deep, is an error here.
 */

type Params = OpenAI.Chat.ChatCompletionCreateParamsNonStreaming;
type Body = Omit<Params, 'stream' | 'stream_options'>;
type Completion = OpenAI.Chat.ChatCompletion;
type Choice = Completion['choices'][number];
type Message = Choice['message'];
type Chunk = OpenAI.Chat.ChatCompletionChunk;
type Piece = Chunk['choices'][number];
type Delta = Piece['delta'];

/** The same type without `readonly`, all the way down. */
type Mutable<T> = T extends object ? { -readonly [Key in keyof T]: Mutable<T[Key]> } : T;

type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** The fields both have whose types differ in anything but `readonly`. */
type Differing<A, B> = {
  [Key in keyof A & keyof B]-?: Same<Mutable<A[Key]>, Mutable<B[Key]>> extends true ? never : Key;
}[keyof A & keyof B];

/** The fields of the first that the second lacks. */
type Missing<A, B> = Exclude<keyof A, keyof B>;

// W1: the request is the SDK's body without `stream` and `stream_options`. We take any model name.
expectTypeOf<Params>().toExtend<ChatRequest>();
expectTypeOf<Mutable<Omit<ChatRequest, 'provider_options'>>>().toExtend<Params>();
expectTypeOf<Missing<Body, ChatRequest>>().toEqualTypeOf<never>();
expectTypeOf<Missing<ChatRequest, Body>>().toEqualTypeOf<'provider_options'>();
expectTypeOf<Differing<Body, ChatRequest>>().toEqualTypeOf<'model'>();
expectTypeOf<ChatMessage['role']>().toEqualTypeOf<OpenAI.Chat.ChatCompletionRole>();

// The answer. `moderation` and `annotations` pass through unread, and so untyped.
expectTypeOf<Completion & { scillm: CallMeta }>().toExtend<ChatResponse>();
expectTypeOf<Missing<Completion, ChatResponse>>().toEqualTypeOf<never>();
expectTypeOf<Missing<ChatResponse, Completion>>().toEqualTypeOf<'provider_output' | 'scillm'>();
expectTypeOf<Differing<Completion, ChatResponse>>().toEqualTypeOf<'choices' | 'moderation'>();
expectTypeOf<FinishReason>().toEqualTypeOf<Choice['finish_reason']>();
expectTypeOf<Usage>().toExtend<OpenAI.CompletionUsage>();
expectTypeOf<Missing<OpenAI.CompletionUsage, Usage>>().toEqualTypeOf<never>();
expectTypeOf<Differing<OpenAI.CompletionUsage, Usage>>().toEqualTypeOf<never>();

// Gateways leave `logprobs` and `refusal` out, so both are optional in an answer of ours.
expectTypeOf<Missing<Choice, ResponseChoice>>().toEqualTypeOf<never>();
expectTypeOf<Missing<ResponseChoice, Choice>>().toEqualTypeOf<never>();
expectTypeOf<Differing<Choice, ResponseChoice>>().toEqualTypeOf<'message' | 'logprobs'>();
expectTypeOf<Missing<Message, ResponseMessage>>().toEqualTypeOf<never>();
expectTypeOf<Missing<ResponseMessage, Message>>().toEqualTypeOf<'reasoning_content'>();
expectTypeOf<Differing<Message, ResponseMessage>>().toEqualTypeOf<'annotations' | 'refusal'>();

// The chunk.
expectTypeOf<Chunk>().toExtend<ChatChunk>();
expectTypeOf<Missing<Chunk, ChatChunk>>().toEqualTypeOf<never>();
expectTypeOf<Missing<ChatChunk, Chunk>>().toEqualTypeOf<'provider_output' | 'scillm'>();
expectTypeOf<Differing<Chunk, ChatChunk>>().toEqualTypeOf<'choices' | 'moderation'>();
expectTypeOf<Missing<Piece, ChunkChoice>>().toEqualTypeOf<never>();
expectTypeOf<Missing<ChunkChoice, Piece>>().toEqualTypeOf<never>();
expectTypeOf<Differing<Piece, ChunkChoice>>().toEqualTypeOf<'delta'>();
expectTypeOf<Missing<Delta, ChunkDelta>>().toEqualTypeOf<never>();
expectTypeOf<Missing<ChunkDelta, Delta>>().toEqualTypeOf<'reasoning_content'>();
expectTypeOf<Differing<Delta, ChunkDelta>>().toEqualTypeOf<never>();
