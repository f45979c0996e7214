import { describe, expect, it } from 'vitest';
import { ask } from '../../test/ask.ts';
import { chat, completion, KIMI } from '../../test/chat.ts';
import { ANSWER_WORDS } from '../../test/fault-words.ts';
import { started } from '../../test/started.ts';
import { TEXT, under } from '../../test/under.ts';

const CASES: Readonly<Record<string, () => Promise<void>>> = {
  async status() {
    const answer = await under('status=503');
    expect(answer.status).toBe(503);
    expect(completion(answer).error).toMatchObject({ code: null });
    expect(answer.headers['x-scillm-sim']).toBe('1');
    expect((await under('status=202')).status).toBe(202);
  },
  async code() {
    const answer = await under('code=insufficient_quota');
    expect(answer.status).toBe(429);
    expect(completion(answer).error?.code).toBe('insufficient_quota');
    const simulator = await started({ faults: '* * -> status=400 code=context_length_exceeded' });
    const chutes = await chat(simulator, 'chutes-1', TEXT);
    expect(chutes.status).toBe(400);
    expect(completion(chutes)).toMatchObject({
      detail: expect.stringContaining('context length'),
      error: { code: 'context_length_exceeded' },
    });
  },
  async 'retry-after'() {
    const seconds = await under('retry-after=0.5');
    expect([seconds.status, seconds.headers['retry-after']]).toEqual([429, '0.5']);
    const date = (await under('status=503 retry-after=date+3')).headers;
    expect(date['retry-after']).toMatch(/GMT$/u);
    expect(Date.parse(String(date['retry-after'])) - Date.parse(String(date.date))).toBe(3000);
    const iso = (await under('retry-after=iso+3')).headers;
    expect(iso['retry-after']).toMatch(/^\d{4}-.*Z$/u);
    expect(Date.parse(String(iso['retry-after'])) - Date.parse(String(iso.date))).toBe(3000);
  },
  async header() {
    const { headers } = await under(
      'header=retry-after-ms:250 header=X-Note:"a b" header=x-note:c',
    );
    expect(headers['retry-after-ms']).toBe('250');
    expect(headers['x-note']).toBe('a b, c');
  },
  async body() {
    const capacity = await under('body=capacity');
    expect(capacity.status).toBe(503);
    expect(capacity.text).toMatch(/\bcapacity\b/u);
    expect((await under('status=429 body=capacity')).status).toBe(429);
    const error = await under('body=error');
    expect(error.status).toBe(200);
    expect(completion(error)).toMatchObject({ error: { code: 502 } });
    expect(completion(error).choices).toBeUndefined();
    const html = await under('body=html');
    expect([html.status, html.headers['content-type']]).toEqual([200, 'text/html']);
    expect(html.text).toMatch(/^<!doctype html>/u);
    const empty = await under('body=empty');
    expect([empty.status, empty.text]).toEqual([200, '']);
    const json = await under('status=404 body=json:{"detail": "gone # or not"}');
    expect([json.status, json.text]).toEqual([404, '{"detail": "gone # or not"}']);
  },
  async auth() {
    const simulator = await started({
      faults: 'chutes-1 * -> auth=x-api-key\nopenai * -> auth=none',
    });
    const key = simulator.key('chutes-1');
    const bearer = { headers: { authorization: `Bearer ${key}` } };
    const refused = await chat(simulator, 'chutes-1', TEXT, {}, bearer);
    expect([refused.status, Object.keys(JSON.parse(refused.text))]).toEqual([401, ['detail']]);
    const taken = await chat(simulator, 'chutes-1', TEXT, {}, { headers: { 'x-api-key': key } });
    expect(taken.status).toBe(200);
    expect((await chat(simulator, 'openai', TEXT, {}, { headers: {} })).status).toBe(200);
    simulator.script('chutes-2 * -> auth=bearer');
    const other = { headers: { authorization: `Bearer ${simulator.key('chutes-2')}` } };
    expect((await chat(simulator, 'chutes-2', TEXT, {}, other)).status).toBe(200);
  },
  async reject() {
    const format = { response_format: { type: 'json_object' } };
    const refused = await under('reject=response_format', format);
    expect(refused.status).toBe(400);
    expect(completion(refused).error).toMatchObject({ param: 'response_format' });
    expect((await under('reject=response_format')).status).toBe(200);
    expect((await under('reject=response_format.type', format)).status).toBe(400);
    const prefill = { messages: [{ role: 'assistant', content: 'So' }] };
    expect((await under('reject=prefill', prefill)).status).toBe(400);
    expect((await under('reject=prefill')).status).toBe(200);
    const image = {
      messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'x' } }] }],
    };
    expect(completion(await under('reject=image_url', image)).error?.param).toBe('image_url');
  },
  async redirect() {
    const answer = await under('redirect=http://127.0.0.1:9/v1');
    expect([answer.status, answer.headers.location]).toEqual([307, 'http://127.0.0.1:9/v1']);
    expect((await under('status=302 redirect=/elsewhere')).status).toBe(302);
  },
  async service() {
    const simulator = await started({ faults: '* * -> service=certainly' });
    const models = await ask(simulator, 'openai', '/models');
    expect([models.status, JSON.parse(models.text).service]).toEqual([404, 'certainly']);
    const health = await ask(simulator, 'openai', '/../healthz');
    expect(health.status).toBe(200);
    expect(JSON.parse(health.text)).toMatchObject({ service: 'certainly', status: 'ok' });
  },
  async utilization() {
    const faults = `* * model=*Kimi* -> utilization=0.95\n* * model=*VL* -> utilization=0`;
    const simulator = await started({ faults });
    const rows = JSON.parse((await ask(simulator, 'chutes-1', '/chutes/utilization')).text);
    const values = new Map(
      rows.map((row: Record<string, unknown>) => [row['name'], row['utilization']]),
    );
    expect(values.get(KIMI)).toBe(0.95);
    expect(values.get('Qwen/Qwen2.5-VL-32B-Instruct')).toBe(0);
    expect(values.get('deepseek-ai/DeepSeek-V3.1')).toBe(0.4);
  },
  async unlisted() {
    const simulator = await started({ faults: '* * model=*Kimi* -> unlisted' });
    expect((await chat(simulator, 'chutes-1', TEXT)).status).toBe(404);
    const list = (await ask(simulator, 'chutes-1', '/models')).text;
    expect(list).not.toContain('Kimi');
    expect(list).toContain('DeepSeek');
    expect((await ask(simulator, 'chutes-1', '/chutes/utilization')).text).not.toContain('Kimi');
    simulator.script('* * -> unlisted');
    expect(JSON.parse((await ask(simulator, 'chutes-1', '/models')).text).data).toEqual([]);
  },
  async 'wrong-model'() {
    expect(completion(await under('wrong-model=other/one')).model).toBe('sim/other/one');
  },
};

describe('answer words', () => {
  it('have a case each', () => {
    expect(Object.keys(CASES)).toEqual([...ANSWER_WORDS]);
  });

  for (const [word, check] of Object.entries(CASES)) {
    it(`${word} does over a socket what it says`, check);
  }
});
