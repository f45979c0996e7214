import { describe, expect, it, onTestFinished } from 'vitest';
import { type OpenModeOptions, openMode } from './open-mode.ts';

async function opened(options: Omit<OpenModeOptions, 'notebook'>) {
  const mode = await openMode({ notebook: '00_quickstart', ...options });
  onTestFinished(() => mode.close());
  return mode;
}

describe('openMode', () => {
  it('auto is live as soon as one key of a real service is set', async () => {
    const names = [
      'CHUTES_API_KEY',
      'CHUTES_API_KEY_1',
      'CHUTES_API_KEY_99',
      'SCILLM_API_BASE',
      'SCILLM_API_BASE_2',
      'OPENAI_API_KEY',
      'ANTHROPIC_API_KEY',
      'PERPLEXITY_API_KEY',
      'CODEX_AGENT_API_KEY',
    ];
    for (const name of names) {
      const { mode, keys } = await opened({ env: { [name]: 'x', HOME: '/home' } });
      expect([mode, keys]).toEqual(['live', [name]]);
    }
  });

  it('auto is embedded when none is, and gives nothing of the caller', async () => {
    const near = {
      CHUTES_API_KEY: ' ',
      OPENAI_API_KEY: undefined,
      CHUTES_API_KEY_100: 'x',
      OPENAI_BASE_URL: 'y',
    };
    const { mode, env, keys } = await opened({ env: near });
    expect([mode, keys]).toEqual(['embedded', []]);
    expect(env['SCILLM_NOTEBOOK_MODE']).toBe('embedded');
    expect(env['SCILLM_SIMULATOR']).toBe('off');
    expect(env['OPENAI_BASE_URL']).toMatch(/^http:\/\/127\.0\.0\.1:/u);
    expect(Object.values(env)).not.toContain('x');
    const answer = await fetch(`${env['CHUTES_API_BASE']}/models`, {
      headers: { authorization: `Bearer ${env['CHUTES_API_KEY']}` },
    });
    expect(answer.status).toBe(200);
    await answer.arrayBuffer();
  });

  it('does what it is told over what is set', async () => {
    const env = { OPENAI_API_KEY: 'real', PATH: '/bin', LITELLM_TIMEOUT: '', NOTHING: undefined };
    const live = await opened({ mode: 'live', env });
    expect(live.env).toEqual({
      OPENAI_API_KEY: 'real',
      PATH: '/bin',
      LITELLM_TIMEOUT: '',
      SCILLM_NOTEBOOK_MODE: 'live',
      SCILLM_SIMULATOR: 'off',
    });
    const embedded = await opened({ mode: 'embedded', env });
    expect(embedded.env['OPENAI_API_KEY']).toBe('sim-openai');
    expect(embedded.env['PATH']).toBeUndefined();
  });

  it('scripts the faults of its simulator, and none of a real service', async () => {
    const faults = 'openai * -> status=418';
    const { env } = await opened({ mode: 'embedded', env: {}, faults });
    const answer = await fetch(`${env['OPENAI_BASE_URL']}/models`);
    expect(answer.status).toBe(418);
    await answer.arrayBuffer();
    await expect(opened({ mode: 'live', env: {}, faults })).rejects.toThrow(
      '00_quickstart cannot run live with faults. Use embedded.',
    );
    await expect(opened({ mode: 'embedded', env: {}, faults: 'nonsense' })).rejects.toThrow(
      /^faults:1:/u,
    );
  });

  it('closes its simulator, repeatably', async () => {
    const { env, close } = await openMode({ mode: 'embedded', env: {}, notebook: 'x' });
    await close();
    await close();
    await expect(fetch(`${env['OPENAI_BASE_URL']}/models`)).rejects.toThrow();
  });

  it('refuses what it cannot do, and says what it can', async () => {
    await expect(opened({ mode: 'replay', env: {} })).rejects.toThrow(
      '00_quickstart cannot be replayed: this version has no player. Use live, embedded or auto.',
    );
    await expect(opened({ mode: 'dry' as 'auto', env: {} })).rejects.toThrow(
      '00_quickstart cannot run in mode "dry". Use live, embedded or auto.',
    );
  });
});
