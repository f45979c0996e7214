import { ChatError } from '@scillm/core';
import { scriptedTransport } from '@scillm/core/testing';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { backend, rungOf } from './__fixtures__/backend.ts';
import { contextWith, failureOf, fault, refused, request } from './__fixtures__/set-up.ts';
import { completeJson } from './complete-json.ts';

const good = '{"city":"Oslo"}';
const byTool = { toolCalls: [{ name: 'answer', arguments: good }] };

describe('J7 the ladder', () => {
  it('J7 goes down on the word of the backend, no re-ask used', async () => {
    const { ask, bodies } = backend([refused, refused, refused, good]);
    const { response } = await ask({ reasks: 0 });
    expect(bodies().map(rungOf)).toEqual(['json_schema', 'json_object', 'tool', 'prompt']);
    expect(response.scillm).toMatchObject({
      attemptCount: 4,
      json: {
        rung: 'prompt',
        reasks: 0,
        droppedRungs: ['json_schema', 'json_object', 'tool'],
      },
    });
    expect(response.scillm.attempts.map(({ kind, code }) => [kind, code])).toEqual([
      ['first', 'unsupported'],
      ['retry', 'unsupported'],
      ['retry', 'unsupported'],
      ['retry', undefined],
    ]);
  });

  it('J7 C1 gives each body a revision of its own', async () => {
    const { ask, transport } = backend([refused, refused, good]);
    await ask();
    expect(transport.calls.map(({ context }) => context.plan.revision)).toEqual([0, 1, 2]);
  });

  it('J7 asks for strict JSON of the schema first', async () => {
    const { ask, bodies } = backend([good]);
    await ask({ schema: z.object({ city: z.string() }).meta({ title: 'City' }) });
    expect(bodies()[0]).toEqual({
      ...request,
      response_format: {
        type: 'json_schema',
        json_schema: {
          name: 'City',
          strict: true,
          schema: {
            title: 'City',
            type: 'object',
            properties: { city: { type: 'string' } },
            required: ['city'],
            additionalProperties: false,
          },
        },
      },
    });
  });

  it('J7 W5 below it puts the schema into a system message before the conversation', async () => {
    const { ask, bodies } = backend([refused, good]);
    const own = { role: 'system', content: 'Be brief.' } as const;
    await ask({}, { messages: [own, ...request.messages] });
    const [system, ...rest] = bodies()[1]?.messages ?? [];
    expect(rest).toEqual([own, ...request.messages]);
    expect(system?.role).toBe('system');
    expect(system?.content).toContain('JSON Schema');
    expect(system?.content).toContain('"required":["city"]');
    expect(bodies()[1]?.response_format).toEqual({ type: 'json_object' });
  });

  it('J7 reads the arguments of the tool it forces', async () => {
    const { ask, bodies } = backend([refused, refused, byTool]);
    const { value, raw, response } = await ask();
    expect([value, raw]).toEqual([{ city: 'Oslo' }, good]);
    expect(response.scillm.json?.rung).toBe('tool');
    expect(bodies()[2]).toMatchObject({
      tools: [{ type: 'function', function: { name: 'answer', parameters: { type: 'object' } } }],
      tool_choice: { type: 'function', function: { name: 'answer' } },
    });
    expect(bodies()[2]).not.toHaveProperty('response_format');
  });

  it('J7 reads the content where the tool is ignored', async () => {
    expect((await backend([good]).ask({ rungs: ['tool'] })).value).toEqual({ city: 'Oslo' });
  });

  it('J7 asks again on the tool rung with what was wrong', async () => {
    const wrong = { toolCalls: [{ name: 'answer', arguments: '{"town":1}' }] };
    const { ask, bodies } = backend([wrong, byTool]);
    expect((await ask({ rungs: ['tool'] })).value).toEqual({ city: 'Oslo' });
    expect(bodies()[1]?.messages.at(-2)).toEqual({ role: 'assistant', content: '{"town":1}' });
  });

  it('J7 starts at json_object without a schema, and names JSON', async () => {
    const { ask, bodies } = backend(['{"a":1}']);
    const transport = scriptedTransport(['{"a":1}']);
    await completeJson(transport, request, {}, contextWith());
    expect(transport.calls[0]?.request.response_format).toEqual({ type: 'json_object' });
    expect(transport.calls[0]?.request.messages[0]?.content).toContain('JSON');
    await ask({ schema: z.object({}), rungs: ['prompt'] });
    expect(bodies().map(rungOf)).toEqual(['prompt']);
  });

  it('J9 starts at json_object where strict mode cannot express the schema', async () => {
    const optional = z.object({ city: z.string().min(2).optional() });
    const { ask, bodies } = backend(['{"city":"O"}', '{}']);
    const { response, value } = await ask({ schema: optional });
    expect(bodies().map(rungOf)).toEqual(['json_object', 'json_object']);
    expect(value).toEqual({});
    expect(response.scillm.json).toMatchObject({ reasks: 1, droppedRungs: [] });
  });

  it('J7 leaves tools of the request alone', async () => {
    const tools = [{ type: 'function', function: { name: 'look' } }] as const;
    const { ask, bodies } = backend([refused, refused, good]);
    await ask({}, { tools });
    expect(bodies().map(rungOf)).toEqual(['json_schema', 'json_object', 'prompt']);
    expect(bodies().every((body) => body.tools === tools)).toBe(true);
  });

  it('J7 ends with the last refusal where no rung is left', async () => {
    const { ask, transport } = backend([refused]);
    const error = await failureOf(ask());
    expect(error.code).toBe('unsupported');
    expect(error.attempts).toHaveLength(4);
    expect(transport.calls).toHaveLength(4);
  });

  it('J7 stops where no attempt is left', async () => {
    const { ask, transport } = backend([refused]);
    expect((await failureOf(ask({}, {}, 2))).code).toBe('unsupported');
    expect(transport.calls).toHaveLength(2);
  });

  it.each(['invalid_request', 'server_error', 'rate_limit'] as const)(
    'J7 stays where it is after %s',
    async (code) => {
      const { ask, transport } = backend([fault(code), good]);
      expect((await failureOf(ask())).code).toBe(code);
      expect(transport.calls).toHaveLength(1);
    },
  );

  it('J7 finds the refusal among the errors of several deployments', async () => {
    const inner = new ChatError('all_failed', 'Both.', { errors: [fault('quota'), refused] });
    const outer = new ChatError('all_failed', 'All.', { errors: [fault('auth'), inner] });
    const { ask, bodies } = backend([outer, good]);
    await ask();
    expect(bodies().map(rungOf)).toEqual(['json_schema', 'json_object']);
    const other = new ChatError('all_failed', 'All.', { errors: [fault('auth'), fault('quota')] });
    expect((await failureOf(backend([other]).ask())).code).toBe('all_failed');
  });
});
