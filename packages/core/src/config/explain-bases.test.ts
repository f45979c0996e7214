import { createHash } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Environment } from './environment.ts';
import { readSettings } from './read-settings.ts';
import type { SettingRow } from './settings.ts';

const KEY = 'cpk_0123456789.abcdef';
const PRINT = createHash('sha256').update(KEY).digest('hex').slice(0, 8);

function rows(environment: Environment): readonly SettingRow[] {
  return readSettings(environment).explain();
}

function row(environment: Environment, name: string): SettingRow | undefined {
  return rows(environment).find((candidate) => candidate.name === name);
}

describe('explain', () => {
  it('N8 shows every setting with value, source and effect, the defaults too', () => {
    const all = rows({ SCILLM_MAX_RETRIES: '3' });
    expect(all[0]).toEqual({
      name: 'SCILLM_MAX_RETRIES',
      value: '3',
      source: 'env:SCILLM_MAX_RETRIES',
      effect: 'retries on each deployment',
    });
    expect(all.slice(1).every(({ source }) => source === 'default')).toBe(true);
    expect(all.every(({ name, value, effect }) => name && value && effect)).toBe(true);
    expect(row({}, 'SCILLM_COOLDOWN_429_S')?.value).toBe('unset');
    expect(row({}, 'SCILLM_DEADLINE')?.value).toBe('300000 ms');
  });

  it('N8 shows of a key its fingerprint only', () => {
    for (const name of ['CHUTES_API_KEY', 'CHUTES_API_KEY_12', 'SCILLM_API_KEY']) {
      expect(row({ [name]: KEY }, name)).toMatchObject({
        value: `[secret] ${PRINT}`,
        source: `env:${name}`,
      });
    }
  });

  it('A6 warns of a leading Bearer, which is no part of the key', () => {
    expect(row({ CHUTES_API_KEY: `Bearer ${KEY}` }, 'CHUTES_API_KEY')).toMatchObject({
      value: `[secret] ${PRINT}`,
      note: 'the leading "Bearer" is not part of the key and is dropped',
    });
    expect(row({ CHUTES_API_KEY: KEY }, 'CHUTES_API_KEY')).not.toHaveProperty('note');
  });

  it('N8 shows bases, pins and proxies that are set', () => {
    const environment = {
      CHUTES_API_BASE_2: 'https://a.example/v1/chat/completions',
      CHUTES_TEXT_MODEL_ALT1: 'm',
      CHUTES_MODEL_ID: 'n',
      https_proxy: 'http://me:pass@proxy.example',
      SCILLM_API_BASE: ' ',
    };
    const shown = rows(environment).filter(({ source }) => source !== 'default');
    expect(shown.map(({ name, value }) => [name, value])).toEqual([
      ['CHUTES_API_BASE_2', 'https://a.example/v1'],
      ['CHUTES_MODEL_ID', 'n'],
      ['CHUTES_TEXT_MODEL_ALT1', 'm'],
      ['https_proxy', 'set'],
    ]);
  });

  it('shows no variable that has no effect', () => {
    const environment = {
      CHUTES_API_KEY_0: KEY,
      CHUTES_API_BASE_100: 'https://a.example/v1',
      CHUTES_API_BASE_01: 'https://a.example/v1',
      CHUTES_TEXT_MODEL_ALT4: 'm',
      CHUTES_OTHER_MODEL: 'm',
      PATH: '/bin',
    };
    expect(rows(environment)).toHaveLength(rows({}).length);
  });

  it('says of variables of the Python version that they have no effect', () => {
    for (const name of ['SCILLM_DISABLE_AIOHTTP', 'SCILLM_FORCE_HTTPX_STREAM']) {
      expect(row({ [name]: '1' }, name)).toEqual({
        name,
        value: 'true',
        source: `env:${name}`,
        effect: 'accepted for compatibility; HTTP here is always undici',
      });
    }
  });

  it('N7 refuses a bad base or key, and does not show it', () => {
    const refused = rows({
      CHUTES_API_KEY_3: `"${KEY}"`,
      SCILLM_API_BASE: 'https://me:pass@a.example',
    }).filter(({ problem }) => problem !== undefined);
    expect(refused.map(({ problem }) => problem)).toEqual([
      expect.stringMatching(/^CHUTES_API_KEY_3 looks quoted/),
      expect.stringMatching(/^SCILLM_API_BASE holds user info(?!.*pass@)/),
    ]);
    expect(JSON.stringify(refused)).not.toContain(KEY);
  });
});

it('N8 shows a secret in no row and no print of the settings', () => {
  const environment = {
    CHUTES_API_KEY: KEY,
    CHUTES_API_KEY_2: `Bearer ${KEY}2`,
    SCILLM_API_BASE: 'https://a.example/v1',
    SCILLM_API_KEY: `${KEY}3`,
    HTTPS_PROXY: `http://me:${KEY}@proxy.example`,
    SCILLM_DEFAULT_MODEL: KEY,
    CHUTES_TEXT_MODEL: KEY,
    OPENAI_API_KEY: KEY,
  };
  const settings = readSettings(environment);
  expect(JSON.stringify(settings.explain())).not.toContain(KEY);
  const { bases } = readSettings({ ...environment, CHUTES_TEXT_MODEL: 'm' });
  expect(bases).toHaveLength(3);
  expect(JSON.stringify(bases)).not.toContain(KEY);
  expect(inspect(bases, { depth: 9, showHidden: true })).not.toContain(KEY);
});
