import { connect, Server } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { ask } from '../test/ask.ts';
import { chat } from '../test/chat.ts';
import { started } from '../test/started.ts';
import { startSimulator } from './start-simulator.ts';
import { SURFACE_NAMES, type SurfaceName } from './surfaces/surface-name.ts';

describe('startSimulator', () => {
  it('gives each surface an origin and a printable key of its own', async () => {
    const simulator = await started();
    const bases = SURFACE_NAMES.map((name) => simulator.base(name));
    expect(new Set(bases.map((base) => new URL(base).port)).size).toBe(SURFACE_NAMES.length);
    for (const base of bases) expect(base).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v1$/u);
    expect(SURFACE_NAMES.map((name) => simulator.key(name))).toEqual([
      'sim-chutes-1',
      'sim-chutes-2',
      'sim-openai',
    ]);
  });

  it('starts only what it is asked for, and says so when asked for more', async () => {
    const simulator = await started({ surfaces: ['openai', 'openai'] });
    expect(simulator.base('openai')).toMatch(/\/v1$/u);
    expect(() => simulator.base('chutes-1')).toThrow('did not start chutes-1. Started: openai.');
    expect(Object.keys(simulator.env()).filter((name) => /CHUTES_API|MODEL/u.test(name))).toEqual(
      [],
    );
    await expect(startSimulator({ surfaces: ['nope' as SurfaceName] })).rejects.toThrow(
      'No surface is named nope. Surfaces: chutes-1, chutes-2, openai.',
    );
  });

  it('gives the environment of an embedded run', async () => {
    const simulator = await started();
    expect(simulator.env()).toEqual({
      CHUTES_API_BASE: simulator.base('chutes-1'),
      CHUTES_API_KEY: 'sim-chutes-1',
      CHUTES_API_BASE_2: simulator.base('chutes-2'),
      CHUTES_API_KEY_2: 'sim-chutes-2',
      CHUTES_TEXT_MODEL: 'moonshotai/Kimi-K2-Instruct-0905',
      CHUTES_TEXT_MODEL_ALT1: 'deepseek-ai/DeepSeek-V3.1',
      CHUTES_VLM_MODEL: 'Qwen/Qwen3-VL-235B-A22B-Instruct',
      CHUTES_VLM_MODEL_ALT1: 'Qwen/Qwen2.5-VL-32B-Instruct',
      CHUTES_TOOLS_MODEL: 'Qwen/Qwen3-235B-A22B-Instruct-2507',
      OPENAI_BASE_URL: simulator.base('openai'),
      OPENAI_API_KEY: 'sim-openai',
      LITELLM_MAX_RETRIES: '3',
      LITELLM_RETRY_AFTER: '2',
      LITELLM_TIMEOUT: '45',
      SCILLM_DISABLE_AIOHTTP: '1',
      SCILLM_REQUIRE_NONEMPTY_KEYS: 'title',
      SCILLM_CHUTES_CANONICALIZE_OPENAI_AUTH: '1',
      SCILLM_COOLDOWN_429_S: '120',
      SCILLM_RATE_LIMIT_QPS: '50',
      SCILLM_ALLOW_TOOLS_SMOKE: '1',
      SCILLM_ALLOW_STREAM_SMOKE: '1',
    });
  });

  it('lists every pinned model, with the fields that ranking reads', async () => {
    const simulator = await started();
    const list = JSON.parse((await ask(simulator, 'chutes-1', '/models')).text);
    const models = new Map<unknown, Record<string, unknown>>(
      list.data.map((model: Record<string, unknown>) => [model['id'], model]),
    );
    for (const [name, value] of Object.entries(simulator.env())) {
      if (name.includes('_MODEL')) expect(models.has(value)).toBe(true);
    }
    expect(models.get('Qwen/Qwen3-VL-235B-A22B-Instruct')).toMatchObject({
      object: 'model',
      input_modalities: ['text', 'image'],
      supported_parameters: expect.arrayContaining(['tools', 'response_format']),
      context_length: 262_144,
      max_model_len: 262_144,
    });
    const openai = JSON.parse((await ask(simulator, 'openai', '/models')).text);
    expect(Object.keys(openai.data[0])).toEqual(['id', 'object', 'created', 'owned_by']);
  });

  it('shows chutes-2 busier than chutes-1', async () => {
    const simulator = await started();
    const load = async (surface: SurfaceName): Promise<readonly number[]> => {
      const rows = JSON.parse((await ask(simulator, surface, '/chutes/utilization')).text);
      return rows.map((row: { utilization: number }) => row.utilization);
    };
    const [quiet, busy] = [await load('chutes-1'), await load('chutes-2')];
    expect(busy.every((value, index) => value > (quiet[index] ?? 1) && value <= 1)).toBe(true);
  });

  it('keeps the process alive, unless told not to', async () => {
    const loosened = vi.spyOn(Server.prototype, 'unref');
    await started();
    expect(loosened).not.toHaveBeenCalled();
    const simulator = await started({ keepsProcess: false });
    expect(loosened).toHaveBeenCalledTimes(SURFACE_NAMES.length);
    expect((await chat(simulator, 'openai', 'Say OK')).status).toBe(200);
  });

  it('closes again and again, and destroys what hangs, stalls, waits and idles', async () => {
    const simulator = await startSimulator({
      faults: 'chutes-1 * -> hang\nchutes-2 * -> latency=3600000\nopenai * -> stall=0',
    });
    const open = [
      chat(simulator, 'chutes-1', 'x'),
      chat(simulator, 'chutes-2', 'x'),
      chat(simulator, 'openai', 'x', { stream: true }, { leaveWhen: () => close() }),
    ];
    const idle = connect(Number(new URL(simulator.base('openai')).port), '127.0.0.1');
    const idleClosed = new Promise((resolve) => idle.once('close', resolve));
    let closed: Promise<void> | undefined;
    function close(): boolean {
      closed = simulator.close();
      return false;
    }
    const answers = await Promise.all(open);
    expect(answers.map(({ failure }) => failure)).toEqual([
      'ECONNRESET',
      'ECONNRESET',
      'ECONNRESET',
    ]);
    await idleClosed;
    expect(simulator.close()).toBe(closed);
    await closed;
    expect(simulator.log.entries().map(({ closedBy }) => closedBy)).toEqual([
      'close',
      'close',
      'close',
    ]);
    expect((await chat(simulator, 'openai', 'x')).failure).toBe('ECONNREFUSED');
  });
});
