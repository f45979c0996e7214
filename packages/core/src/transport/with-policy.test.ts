import { expect, it } from 'vitest';
import { createContext } from '../call/create-context.ts';
import { forkContext } from '../call/fork-context.ts';
import type { ChatRequest } from '../chat/chat-request.ts';
import { readSettings } from '../config/read-settings.ts';
import type { Policy } from '../policy/policy.ts';
import { scriptedTransport } from '../testing/scripted-transport.ts';
import { withPolicy } from './with-policy.ts';

const context = createContext({}, { settings: readSettings({}) });
const request: ChatRequest = { model: 'm', messages: [{ role: 'user', content: 'Hi' }] };

/** Hands a context of its own to the call and counts. */
function counting(): Policy & { readonly count: () => number } {
  let calls = 0;
  return {
    name: 'counting',
    count: () => calls,
    execute(next, outer) {
      calls += 1;
      return next(forkContext(outer, { idempotencyKey: `key-${calls}` }));
    },
  };
}

it('puts the policy around complete and stream, with the context it hands on', async () => {
  const inner = scriptedTransport(['Hello']);
  const policy = counting();
  const transport = withPolicy(inner, policy);
  const response = await transport.complete(request, context);
  expect(response.choices[0]?.message.content).toBe('Hello');
  const texts: string[] = [];
  for await (const chunk of await transport.stream(request, context)) {
    texts.push(chunk.choices[0]?.delta.content ?? '');
  }
  expect(texts.join('')).toBe('Hello');
  expect(policy.count()).toBe(2);
  expect(inner.calls.map((call) => call.context.idempotencyKey)).toEqual(['key-1', 'key-2']);
  expect(inner.calls.map((call) => call.request)).toEqual([request, request]);
});

it('keeps id and pool, and adds no pool', () => {
  const pooled = withPolicy(scriptedTransport(['a'], { id: 'x', pool: 'p' }), counting());
  expect([pooled.id, pooled.pool]).toEqual(['x', 'p']);
  expect(withPolicy(scriptedTransport(['a'], { id: 'x' }), counting())).not.toHaveProperty('pool');
});

it('calls nobody where the policy does not', async () => {
  const inner = scriptedTransport(['Hello']);
  const refuse: Policy = { name: 'refuse', execute: () => Promise.reject(new Error('no')) };
  const transport = withPolicy(inner, refuse);
  await expect(transport.complete(request, context)).rejects.toThrow('no');
  await expect(transport.stream(request, context)).rejects.toThrow('no');
  expect(inner.calls).toEqual([]);
});
