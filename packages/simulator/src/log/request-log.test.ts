import { describe, expect, it } from 'vitest';
import { ask } from '../../test/ask.ts';
import { chat, KIMI } from '../../test/chat.ts';
import { started } from '../../test/started.ts';
import type { LogEntry } from './log-entry.ts';
import { createRequestLog } from './request-log.ts';

const ENTRY = {
  surface: 'openai',
  method: 'GET',
  path: '/v1/models',
  model: null,
  stream: false,
  authStyle: 'none',
  keyMatches: false,
  body: null,
} as const;

describe('the log of a simulator', () => {
  it('writes a request down with all that became of it', async () => {
    const heard: LogEntry[] = [];
    const simulator = await started({
      faults: 'chutes-1  *   plain ->  wrong-model=x # note',
      onRequest: (entry) => heard.push(entry),
    });
    await chat(simulator, 'chutes-1', 'Say a b', { temperature: 0 });
    await chat(simulator, 'openai', 'Say a b', { stream: true });
    await ask(simulator, 'chutes-2', '/models');
    const [first, second, third] = simulator.log.entries();
    expect(first).toEqual({
      seq: 1,
      surface: 'chutes-1',
      method: 'POST',
      path: '/v1/chat/completions',
      model: KIMI,
      stream: false,
      authStyle: 'both',
      keyMatches: true,
      status: 200,
      rule: 'chutes-1 * plain -> wrong-model=x',
      chunksSent: 0,
      closedBy: 'server',
      body: { model: KIMI, messages: [{ role: 'user', content: 'Say a b' }], temperature: 0 },
    });
    expect(second).toMatchObject({ seq: 2, stream: true, rule: null, chunksSent: 4 });
    expect(third).toMatchObject({ seq: 3, method: 'GET', model: null, body: null });
    expect(heard).toEqual(simulator.log.entries());
  });

  it('filters by any member, and forgets when told', async () => {
    const simulator = await started({ faults: 'openai * -> status=500' });
    await chat(simulator, 'openai', 'x');
    await chat(simulator, 'chutes-1', 'x');
    const { log } = simulator;
    expect(log.entries({ surface: 'openai' }).map(({ seq }) => seq)).toEqual([1]);
    expect(log.entries({ status: 200, model: KIMI }).map(({ seq }) => seq)).toEqual([2]);
    expect(log.entries({ status: 404 })).toEqual([]);
    log.clear();
    expect([log.entries(), log.peak()]).toEqual([[], 0]);
    await chat(simulator, 'openai', 'x');
    expect(log.entries().map(({ seq }) => seq)).toEqual([3]);
  });

  it('knows the most requests that were open at once', async () => {
    const simulator = await started({ latencyMs: 500 });
    await Promise.all([1, 2, 3, 4, 5].map((n) => chat(simulator, 'openai', `Say ${n}`)));
    expect(simulator.log.peak()).toBe(5);
  });
});

describe('createRequestLog', () => {
  it('keeps the last 10,000', () => {
    const log = createRequestLog();
    for (let count = 0; count < 10_002; count += 1) log.open(ENTRY).close('server');
    expect(log.entries()).toHaveLength(10_000);
    expect(log.entries()[0]?.seq).toBe(3);
    expect(log.peak()).toBe(1);
  });

  it('keeps fewer when their bodies are large, the last one always', () => {
    const log = createRequestLog();
    const mib = 1024 * 1024;
    for (const size of [100, 100, 50, 10]) log.open(ENTRY).keepBody({ size }, size * mib);
    expect(log.entries().map(({ body }) => body?.['size'])).toEqual([100, 50, 10]);
    log.open(ENTRY).keepBody({ size: 300 }, 300 * mib);
    expect(log.entries().map(({ body }) => body?.['size'])).toEqual([300]);
    const open = log.open(ENTRY);
    log.clear();
    open.keepBody({}, 300 * mib);
    log.open(ENTRY).keepBody({}, mib);
    expect(log.entries()).toHaveLength(1);
  });
});
