import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ACK,
  chat,
  chunks,
  completion,
  events,
  finishes,
  KIMI,
  message,
  streamedArguments,
  streamedText,
} from '../../test/chat.ts';
import { started } from '../../test/started.ts';
import { textPieces } from './text-pieces.ts';

const STREAM = { stream: true };
const WITH_USAGE = { stream: true, stream_options: { include_usage: true } };

describe('chat completions', () => {
  it('answers with a whole chat.completion that says it is simulated', async () => {
    const simulator = await started();
    const answer = await chat(simulator, 'chutes-1', 'Return only {"ok": true} as JSON.');
    expect(answer.status).toBe(200);
    expect(answer.headers['x-scillm-sim']).toBe('1');
    expect(JSON.parse(answer.text)).toEqual({
      id: expect.stringMatching(/^chatcmpl-sim-[0-9a-f]{24}$/u),
      object: 'chat.completion',
      created: 1_760_000_000,
      model: `sim/${KIMI}`,
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: '{"ok": true}', refusal: null },
          logprobs: null,
          finish_reason: 'stop',
        },
      ],
      usage: { prompt_tokens: 31, completion_tokens: 3, total_tokens: 34 },
    });
  });

  it('never doubles the mark, and answers a marked model as the one behind it', async () => {
    const simulator = await started();
    for (const model of [KIMI, `sim/${KIMI}`]) {
      const answer = await chat(simulator, 'chutes-2', 'Say OK', { model });
      expect(completion(answer).model).toBe(`sim/${KIMI}`);
    }
  });

  it('streams role, content, finish, usage and [DONE]', async () => {
    const simulator = await started();
    const answer = await chat(simulator, 'openai', 'Say OK then', WITH_USAGE);
    expect(answer.headers['content-type']).toBe('text/event-stream; charset=utf-8');
    expect(events(answer).at(-1)).toBe('[DONE]');
    expect(chunks(answer).map(({ choices, usage }) => [choices[0]?.delta, usage])).toEqual([
      [{ role: 'assistant', content: '' }, null],
      [{ content: 'OK' }, null],
      [{ content: ' then' }, null],
      [{}, null],
      [undefined, { prompt_tokens: 19, completion_tokens: 2, total_tokens: 21 }],
    ]);
    expect(finishes(answer)).toEqual(['stop']);
    const bare = await chat(simulator, 'openai', 'Say OK then', STREAM);
    expect(chunks(bare).every((chunk) => !Object.hasOwn(chunk, 'usage'))).toBe(true);
  });

  it('streams the same text, ids and usage that it answers plainly', async () => {
    const simulator = await started({ seed: 5 });
    const texts = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('Say a 🙂  b\n\nc', '17 + 25'),
    );
    const fields = fc.constantFrom<object>(
      {},
      { max_tokens: 3 },
      { tools: ACK },
      { response_format: { type: 'json_object' } },
    );
    await fc.assert(
      fc.asyncProperty(texts, fields, async (text, further) => {
        const plain = completion(await chat(simulator, 'openai', text, further));
        const stream = await chat(simulator, 'openai', text, { ...further, ...WITH_USAGE });
        const [choice] = plain.choices;
        expect(streamedText(stream)).toBe(choice?.message.content ?? '');
        expect(streamedArguments(stream)).toBe(
          choice?.message.tool_calls?.[0]?.function.arguments ?? '',
        );
        expect(finishes(stream)).toEqual([choice?.finish_reason]);
        expect(chunks(stream).at(-1)?.usage).toEqual(plain.usage);
        expect(new Set(chunks(stream).map(({ id }) => id))).toEqual(new Set([plain.id]));
      }),
      { numRuns: 30, seed: 3 },
    );
  });

  it('streams a tool call with index, id and split arguments', async () => {
    const simulator = await started();
    const fields = { tools: ACK, ...STREAM };
    const answer = await chat(simulator, 'openai', 'Call ack with ok=true', fields);
    const calls = chunks(answer).flatMap(({ choices }) => choices[0]?.delta.tool_calls ?? []);
    expect(calls[0]).toEqual({
      index: 0,
      id: expect.stringMatching(/^call_sim_[0-9a-f]{16}$/u),
      type: 'function',
      function: { name: 'ack', arguments: '' },
    });
    expect(calls.length).toBeGreaterThan(2);
    expect(calls.every(({ index }) => index === 0)).toBe(true);
    expect(streamedArguments(answer)).toBe('{"ok":true}');
    expect(finishes(answer)).toEqual(['tool_calls']);
  });

  it('draws from seed, surface and body, and from nothing else', async () => {
    const [one, same, other] = [await started(), await started(), await started({ seed: 1 })];
    const ask = async (simulator = one, fields: object = {}) =>
      message(await chat(simulator, 'openai', 'hello', fields)).content;
    expect(await ask()).toBe(await ask());
    expect(await ask(same)).toBe(await ask(one));
    expect(await ask(other)).not.toBe(await ask(one));
    expect(await ask(one, { temperature: 1 })).not.toBe(await ask(one));
    const body = { temperature: 1, top_p: 0.5 };
    expect(await ask(one, body)).toBe(await ask(one, { top_p: 0.5, temperature: 1 }));
    const elsewhere = await chat(one, 'chutes-1', 'hello', { model: KIMI });
    expect(message(elsewhere).content).not.toBe(
      message(await chat(one, 'openai', 'hello', { model: KIMI })).content,
    );
  });

  it('refuses a model that is not there, in the shape of the service', async () => {
    const simulator = await started();
    const chutes = await chat(simulator, 'chutes-1', 'x', { model: 'gpt-4o' });
    expect([chutes.status, Object.keys(JSON.parse(chutes.text))]).toEqual([404, ['detail']]);
    const openai = await chat(simulator, 'openai', 'x', { model: 'scillm/does-not-exist' });
    expect([openai.status, completion(openai).error]).toEqual([
      404,
      {
        message: expect.stringContaining('scillm/does-not-exist'),
        type: 'invalid_request_error',
        code: 'model_not_found',
        param: null,
      },
    ]);
    expect((await chat(simulator, 'openai', 'x', { model: 'anything/else' })).status).toBe(200);
  });

  it.each([
    [{ model: '' }, 'model'],
    [{ messages: [] }, 'messages'],
    [{ messages: 'hello' }, 'messages'],
    [{ messages: [{ content: 'x' }] }, 'messages'],
    [{ response_format: { type: 'xml' } }, 'response_format'],
    [{ tool_choice: { type: 'function', function: { name: 'nope' } } }, 'tool_choice'],
  ])('refuses %j and names the field', async (fields, param) => {
    const simulator = await started();
    const answer = await chat(simulator, 'openai', 'x', fields);
    expect([answer.status, completion(answer).error?.param]).toEqual([400, param]);
  });
});

describe('textPieces', () => {
  it('joins to the text, splits no character, and gives at least two', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const pieces = textPieces(text);
        expect(pieces.join('')).toBe(text);
        expect(pieces.every((piece) => piece !== '' && String(Buffer.from(piece)) === piece)).toBe(
          true,
        );
        expect(pieces.length).toBeGreaterThanOrEqual(Math.min(2, [...text].length));
      }),
      { seed: 4 },
    );
  });
});
