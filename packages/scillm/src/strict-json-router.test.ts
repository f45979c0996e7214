import { ChatError, type ChatRequest, readSettings } from '@scillm/core';
import { fakeClock, type ScriptStep, scriptedTransport } from '@scillm/core/testing';
import { createRouter, type Deployment } from '@scillm/router';
import { completeJson, type JsonOptions, streamJson, strictJson } from '@scillm/strict-json';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { failureOf } from './__fixtures__/outcome.ts';

const schema = z.object({ city: z.string() });
const good = '{"city":"Oslo"}';
const bad = '{"town":"Oslo"}';
const refused = new ChatError('unsupported', 'No such form.', { status: 400, reason: 'feature' });
const broken = new ChatError('server_error', 'Broke.', { status: 500 });
const request: ChatRequest = { model: 'fast', messages: [{ role: 'user', content: 'Oslo?' }] };

/** A route over scripted deployments, each of a tier of its own, in order. */
function routeOf(scripts: Readonly<Record<string, readonly ScriptStep[]>>) {
  const clock = fakeClock();
  const settings = readSettings({});
  const transports = Object.entries(scripts).map(([id, steps]) => scriptedTransport(steps, { id }));
  const fast: readonly Deployment[] = transports.map((transport) => ({
    id: transport.id,
    model: `${transport.id}-model`,
    transport,
  }));
  const router = createRouter({ settings, clock, routes: { fast }, retry: { maxRetries: 0 } });
  const ask = (options: JsonOptions = {}, call = {}) =>
    completeJson(router, request, { schema, ...options }, { clock, ...call });
  const bodies = (id: string): readonly ChatRequest[] =>
    transports.find((one) => one.id === id)?.calls.map((call) => call.request) ?? [];
  return { router, clock, ask, bodies, transports };
}

function storyOf(attempts: ChatError['attempts']): readonly string[] {
  return attempts.map(({ deployment, kind, code }) => `${deployment} ${kind} ${code ?? 'served'}`);
}

function rungOf({ response_format }: ChatRequest): string {
  return response_format?.type ?? 'prompt';
}

describe('J7 the ladder over a router', () => {
  it('J7 goes down where nobody takes the form, whatever else failed', async () => {
    const { ask, bodies } = routeOf({ a: [refused, good], b: [refused] });
    const { response } = await ask();
    expect(storyOf(response.scillm.attempts)).toEqual([
      'a first unsupported',
      'b fallback unsupported',
      'a first served',
    ]);
    expect(bodies('a').map(rungOf)).toEqual(['json_schema', 'json_object']);
    expect(response.scillm.json).toMatchObject({ droppedRungs: ['json_schema'], reasks: 0 });
  });

  it('J7 goes down for one that refused though another broke', async () => {
    const { ask } = routeOf({ a: [refused, good], b: [broken] });
    const { response } = await ask();
    expect(response.scillm.servedBy).toBe('a');
  });

  it('J7 stays where another deployment takes the form, and learns of the one that does not', async () => {
    const { ask, bodies } = routeOf({ a: [refused, good], b: [good] });
    const first = await ask();
    expect(first.response.scillm).toMatchObject({
      servedBy: 'b',
      json: { rung: 'json_schema', droppedRungs: [] },
    });
    const next = await ask();
    expect(next.response.scillm).toMatchObject({
      servedBy: 'a',
      attemptCount: 1,
      json: { rung: 'json_object', droppedRungs: ['json_schema'] },
    });
    expect(bodies('a').map(rungOf)).toEqual(['json_schema', 'json_object']);
  });

  it('J7 goes down where the route is known to have nobody for the form', async () => {
    const transport = scriptedTransport([good]);
    const router = createRouter({
      settings: readSettings({}),
      routes: {
        fast: [{ id: 'a', model: 'm', transport, capabilities: { json: false, tools: false } }],
      },
    });
    const { response } = await completeJson(router, request, { schema }, { clock: fakeClock() });
    expect(response.scillm.json?.rung).toBe('prompt');
    expect(response.scillm.attemptCount).toBe(1);
  });
});

describe('J8 asking again over a router', () => {
  it('J8 asks the same, then another with the original request', async () => {
    const { ask, bodies } = routeOf({ a: [bad], b: [good] });
    const { value, response } = await ask();
    expect(value).toEqual({ city: 'Oslo' });
    expect(response.scillm.attempts.map(({ deployment }) => deployment)).toEqual(['a', 'a', 'b']);
    expect(bodies('a')[1]?.messages).toHaveLength(3);
    expect(bodies('b')[0]?.messages).toEqual(request.messages);
    expect(response.scillm).toMatchObject({ servedBy: 'b', json: { reasks: 2 } });
  });

  it('J8 C1 asks the one that answered, though another is first, by a key of its own', async () => {
    const { ask, transports } = routeOf({ a: [broken], b: [bad, good] });
    const { response } = await ask();
    expect(storyOf(response.scillm.attempts)).toEqual([
      'a first server_error',
      'b fallback served',
      'b reask served',
    ]);
    const plans = transports[1]?.calls.map(({ context: { plan } }) => [
      plan.ordinal,
      plan.revision,
    ]);
    expect(plans).toEqual([
      [2, 0],
      [2, 1],
    ]);
  });

  it('J8 names both in the trail of schema_invalid', async () => {
    const { ask } = routeOf({ a: [bad], b: ['no'] });
    const error = await failureOf(ask());
    expect(error).toMatchObject({ code: 'schema_invalid', deployment: 'b', partial: 'no' });
    expect(error.attempts.map(({ deployment }) => deployment)).toEqual(['a', 'a', 'b']);
  });

  it('J8 one budget spans it all', async () => {
    const { ask } = routeOf({ a: [bad], b: [bad] });
    const error = await failureOf(ask({ reasks: { same: 5, other: 5 } }, { maxAttempts: 4 }));
    expect([error.code, error.attempts.length]).toEqual(['schema_invalid', 4]);
  });

  it('J8 falls over to the next where the one to be asked again breaks', async () => {
    const { ask } = routeOf({ a: [bad, broken], b: [good] });
    const { response } = await ask();
    expect(response.scillm.attempts.map(({ deployment }) => deployment)).toEqual(['a', 'a', 'b']);
    expect(response.scillm.json?.reasks).toBe(1);
  });

  it('J8 streams the first and completes the rest', async () => {
    const { router, clock } = routeOf({ a: ['no'], b: [good] });
    const values: unknown[] = [];
    for await (const chunk of streamJson(router, request, { schema }, { clock })) {
      if (chunk.done) values.push(chunk.value, chunk.response.scillm.servedBy);
    }
    expect(values).toEqual([{ city: 'Oslo' }, 'b']);
  });
});

describe('strictJson in a route', () => {
  it('is a deployment like any other: what does not fit ends the call, a fault goes on', async () => {
    const clock = fakeClock();
    const settings = readSettings({});
    const inner = (steps: readonly ScriptStep[], id: string): Deployment => ({
      id,
      model: 'm',
      transport: strictJson(scriptedTransport(steps, { id }), { schema, reasks: 0 }),
    });
    const ask = (a: readonly ScriptStep[]) => {
      const router = createRouter({
        settings,
        clock,
        routes: { fast: [inner(a, 'a'), inner([good], 'b')] },
        retry: { maxRetries: 0 },
      });
      return router.complete(request).finally(() => {
        expect(router.snapshot().deployments.map(({ inFlight }) => inFlight)).toEqual([0, 0]);
      });
    };
    expect((await ask([broken])).scillm).toMatchObject({ servedBy: 'b', routing: 'router' });
    expect((await failureOf(ask([bad]))).code).toBe('schema_invalid');
  });

  it('streams through a router, and leaves nothing behind', async () => {
    const transport = strictJson(scriptedTransport([bad, good], { id: 'a' }), { schema });
    const router = createRouter({
      settings: readSettings({}),
      routes: { fast: [{ id: 'a', model: 'm', transport }] },
    });
    let text = '';
    for await (const chunk of await router.stream(request)) {
      text += chunk.choices[0]?.delta.content ?? '';
    }
    expect(text).toBe(good);
    expect(router.snapshot().deployments[0]?.inFlight).toBe(0);
  });
});
