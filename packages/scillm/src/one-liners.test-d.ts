import type { CallOptions, ChatRequest, ChatResponse } from '@scillm/core';
import { expectTypeOf, it } from 'vitest';
import {
  type AutoRouterOptions,
  type BestModel,
  type CompletionOptions,
  findBestModel,
  firstSuccess,
  type InferMeta,
  type InferOptions,
  inferWithFallback,
  type ModelEntry,
} from './index.ts';

it('F2, F5 and F6 have the signatures of the contract', () => {
  expectTypeOf(firstSuccess).toEqualTypeOf<
    (
      modelList: readonly ModelEntry[],
      request: Omit<ChatRequest, 'model'>,
      options?: CallOptions,
    ) => Promise<ChatResponse>
  >();
  expectTypeOf(inferWithFallback).toEqualTypeOf<
    (
      options: InferOptions,
    ) => Promise<{ readonly response: ChatResponse; readonly meta: InferMeta }>
  >();
  expectTypeOf(findBestModel).toEqualTypeOf<
    (options?: AutoRouterOptions) => Promise<BestModel | null>
  >();
});

it('F2 takes a model alone for an entry, F5 messages alone', () => {
  expectTypeOf<{ model: string }>().toExtend<ModelEntry>();
  expectTypeOf<Pick<ChatRequest, 'messages'>>().toExtend<InferOptions>();
  expectTypeOf<InferOptions>().not.toHaveProperty('model');
});

it('F1 lets a call say where it goes', () => {
  expectTypeOf<keyof CompletionOptions>().toEqualTypeOf<
    keyof CallOptions | 'provider' | 'baseUrl' | 'apiKey' | 'authStyle' | 'modelList'
  >();
});
