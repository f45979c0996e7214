import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import { dataUrl, solid } from '../test/images.ts';
import { started } from '../test/started.ts';
import type { SimulatorOptions } from './simulator-contract.ts';

const MODEL = 'gpt-4o-mini';
const SAY_OK = { model: MODEL, messages: [{ role: 'user' as const, content: 'Say OK then' }] };

async function connected(options: SimulatorOptions = {}, apiKey?: string) {
  const simulator = await started(options);
  const client = new OpenAI({
    baseURL: simulator.base('openai'),
    apiKey: apiKey ?? simulator.key('openai'),
    maxRetries: 0,
  });
  return { simulator, client };
}

describe('the official openai client', () => {
  it('chats', async () => {
    const { client } = await connected();
    const answer = await client.chat.completions.create(SAY_OK);
    expect(answer.choices[0]?.message.content).toBe('OK then');
    expect(answer.model).toBe(`sim/${MODEL}`);
    expect(answer.usage?.total_tokens).toBeGreaterThan(0);
  });

  it('streams', async () => {
    const { client } = await connected();
    const stream = await client.chat.completions.create({
      ...SAY_OK,
      stream: true,
      stream_options: { include_usage: true },
    });
    const seen: string[] = [];
    let tokens = 0;
    for await (const chunk of stream) {
      seen.push(chunk.choices[0]?.delta.content ?? '');
      tokens = chunk.usage?.completion_tokens ?? tokens;
    }
    expect([seen.join(''), tokens]).toEqual(['OK then', 2]);
  });

  it('streams under every byte boundary', async () => {
    const { client } = await connected({ faults: '* * -> split' });
    const stream = client.chat.completions.stream({
      ...SAY_OK,
      messages: [{ role: 'user', content: 'Say grüße 🙂' }],
    });
    expect(await stream.finalContent()).toBe('grüße 🙂');
  });

  it('calls tools, plain and streamed, and sends the result back', async () => {
    const { client } = await connected();
    const parameters = {
      type: 'object',
      properties: { ok: { type: 'boolean' } },
      required: ['ok'],
    };
    const tools = [{ type: 'function' as const, function: { name: 'ack', parameters } }];
    const messages = [{ role: 'user' as const, content: 'Call ack with ok=true' }];
    const plain = await client.chat.completions.create({ model: MODEL, messages, tools });
    const streamed = await client.chat.completions
      .stream({ model: MODEL, messages, tools })
      .finalChatCompletion();
    const [call] = plain.choices[0]?.message.tool_calls ?? [];
    expect(call).toMatchObject({
      type: 'function',
      function: { name: 'ack', arguments: '{"ok":true}' },
    });
    expect(streamed.choices[0]?.message.tool_calls?.[0]).toMatchObject({ id: call?.id ?? '' });
    const turn = {
      role: 'assistant' as const,
      content: null,
      tool_calls: call === undefined ? [] : [call],
    };
    const result = { role: 'tool' as const, tool_call_id: call?.id ?? '', content: 'noted' };
    const last = await client.chat.completions.create({
      model: MODEL,
      messages: [...messages, turn, result],
      tools,
    });
    expect(last.choices[0]?.message.content).toBe('Tool ack returned: noted');
  });

  it('gets JSON that keeps its schema', async () => {
    const { client } = await connected();
    const properties = { title: { type: 'string' }, year: { type: 'integer', minimum: 1900 } };
    const schema = {
      type: 'object',
      properties,
      required: ['title', 'year'],
      additionalProperties: false,
    };
    const answer = await client.chat.completions.parse({
      model: MODEL,
      messages: [{ role: 'user', content: 'title: Dune' }],
      response_format: { type: 'json_schema', json_schema: { name: 'book', strict: true, schema } },
    });
    const value = JSON.parse(answer.choices[0]?.message.content ?? '');
    expect(value).toEqual({ title: 'Dune', year: expect.any(Number) });
    expect(value.year).toBeGreaterThanOrEqual(1900);
  });

  it('shows an image', async () => {
    const { client } = await connected();
    const url = dataUrl(solid(64, 48, [0xc8, 0x1e, 0x1e]));
    const answer = await client.chat.completions.create({
      model: MODEL,
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Describe it.' },
            { type: 'image_url', image_url: { url } },
          ],
        },
      ],
    });
    expect(answer.choices[0]?.message.content).toBe('image 1: png 64x48, dominant #c81e1e (red)');
  });

  it('lists models', async () => {
    const { client } = await connected();
    const ids = [];
    for await (const model of client.models.list()) ids.push(model.id);
    expect(ids).toContain(MODEL);
  });

  it('raises its own errors', async () => {
    const wrong = await connected({}, 'wrong');
    await expect(wrong.client.models.list()).rejects.toBeInstanceOf(OpenAI.AuthenticationError);
    const { client, simulator } = await connected();
    const unknown = client.chat.completions.create({ ...SAY_OK, model: 'does-not-exist' });
    await expect(unknown).rejects.toMatchObject({ status: 404, code: 'model_not_found' });
    simulator.script('* * -> status=429 retry-after=2');
    const limited = client.chat.completions.create(SAY_OK);
    await expect(limited).rejects.toBeInstanceOf(OpenAI.RateLimitError);
    await expect(limited).rejects.toMatchObject({ code: 'rate_limit_exceeded' });
    simulator.script('* * -> reset');
    const reset = client.chat.completions.create(SAY_OK);
    await expect(reset).rejects.toBeInstanceOf(OpenAI.APIConnectionError);
    simulator.script('* * -> error-event=1');
    const cut = client.chat.completions.stream(SAY_OK).finalContent();
    await expect(cut).rejects.toBeInstanceOf(OpenAI.APIError);
  });
});
