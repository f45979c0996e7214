import type { ChatRequest, ChatTransport } from '@scillm/core';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import { expectTypeOf } from 'vitest';
import * as z from 'zod';
import * as mini from 'zod/mini';
import { completeJson } from './complete-json.ts';
import type { DeepPartial } from './deep-partial.ts';
import { streamJson } from './stream-json.ts';
import { strictJson } from './strict-json.ts';

declare const transport: ChatTransport;
declare const request: ChatRequest;
declare const own: StandardSchemaV1<string, Date>;

const zod = z.object({ at: z.string().transform((text) => new Date(text)) });
const result = completeJson(transport, request, { schema: zod });
expectTypeOf(result).resolves.toHaveProperty('value').toEqualTypeOf<{ at: Date }>();

const small = completeJson(transport, request, { schema: mini.array(mini.number()) });
expectTypeOf(small).resolves.toHaveProperty('value').toEqualTypeOf<number[]>();

const other = completeJson(transport, request, { schema: own });
expectTypeOf(other).resolves.toHaveProperty('value').toEqualTypeOf<Date>();

const plain = completeJson(transport, request, { schema: { type: 'object' } });
expectTypeOf(plain).resolves.toHaveProperty('value').toEqualTypeOf<unknown>();
expectTypeOf(completeJson(transport, request))
  .resolves.toHaveProperty('value')
  .toEqualTypeOf<unknown>();
expectTypeOf(completeJson<number>(transport, request))
  .resolves.toHaveProperty('value')
  .toEqualTypeOf<number>();

expectTypeOf(strictJson(transport, { schema: zod })).toEqualTypeOf<ChatTransport>();

type Order = { readonly id: number; readonly items: { readonly name: string }[] };
expectTypeOf<DeepPartial<Order>>().toEqualTypeOf<{
  readonly id?: number;
  readonly items?: readonly { readonly name?: string }[];
}>();

const orders = z.object({ items: z.array(z.object({ name: z.string() })) });
for await (const chunk of streamJson(transport, request, { schema: orders })) {
  if (chunk.done) expectTypeOf(chunk.value.items[0]).toEqualTypeOf<{ name: string } | undefined>();
  else expectTypeOf(chunk.partial.items?.[0]?.name).toEqualTypeOf<string | undefined>();
}
