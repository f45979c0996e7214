import { describe, expect, it, vi } from 'vitest';
import { ChatError } from '../error/chat-error.ts';
import type { Environment } from './environment.ts';
import { readSettings } from './read-settings.ts';
import type { SettingRow, Settings } from './settings.ts';

type Values = Omit<Settings, 'explain'>;

const DEFAULTS: Values = {
  maxRetries: 2,
  retryAfterMs: 500,
  timeouts: { connectMs: 5000, firstTokenMs: 10_000, idleMs: 15_000, attemptMs: 120_000 },
  deadlineMs: 300_000,
  maxAttempts: 6,
  maxRetryAfterMs: 10_000,
  canonicalizeAuth: false,
  cooldown429Ms: undefined,
  rateLimitPerSecond: 0,
  requireNonemptyKeys: [],
  simulator: false,
  defaultModel: undefined,
  modelCaps: new Map(),
  utilisation: { ttlMs: 45_000, high: 0.85, low: 0.5, samples: 2 },
  tenacious: false,
  maxWallTimeMs: 21_600_000,
  bases: [],
  proxies: { direct: [] },
};

function row(environment: Environment, name: string): SettingRow | undefined {
  return readSettings(environment)
    .explain()
    .find((candidate) => candidate.name === name);
}

function failure(work: () => unknown): ChatError {
  try {
    work();
  } catch (error) {
    if (ChatError.is(error)) return error;
  }
  throw new Error('Nothing was refused.');
}

describe('what is set', () => {
  it('has the defaults of the table in an empty environment', () => {
    expect({ ...readSettings({}) }).toMatchObject(DEFAULTS);
  });

  it('N4 takes an empty or blank variable for unset', () => {
    const blank = { SCILLM_MAX_RETRIES: '', SCILLM_DEADLINE: '  ', SCILLM_SIMULATOR: '\t\n' };
    expect({ ...readSettings(blank) }).toMatchObject(DEFAULTS);
    expect(readSettings({ SCILLM_MAX_RETRIES: ' ', LITELLM_MAX_RETRIES: '7' }).maxRetries).toBe(7);
  });

  it('reads every variable of the table', () => {
    const settings = readSettings({
      LITELLM_MAX_RETRIES: '3',
      LITELLM_RETRY_AFTER: '2',
      LITELLM_TIMEOUT: '45',
      SCILLM_CONNECT_TIMEOUT: '1',
      SCILLM_FIRST_TOKEN_TIMEOUT: '2s',
      SCILLM_IDLE_TIMEOUT: '300ms',
      SCILLM_DEADLINE: '10m',
      SCILLM_MAX_ATTEMPTS: '9',
      SCILLM_MAX_RETRY_AFTER: '60',
      SCILLM_CHUTES_CANONICALIZE_OPENAI_AUTH: 'yes',
      SCILLM_COOLDOWN_429_S: '120',
      SCILLM_RATE_LIMIT_QPS: '2.5',
      SCILLM_REQUIRE_NONEMPTY_KEYS: 'title, items[].title,,',
      SCILLM_SIMULATOR: 'on',
      SCILLM_DEFAULT_MODEL: ' chutes/text ',
      SCILLM_UTIL_TTL_S: '2m',
      SCILLM_UTIL_HI: '0.9',
      SCILLM_UTIL_LO: '0.4',
      SCILLM_UTIL_K: '3',
      SCILLM_TENACIOUS: '1',
      SCILLM_MAX_WALL_TIME_S: '1h',
    });
    expect({ ...settings }).toMatchObject({
      maxRetries: 3,
      retryAfterMs: 2000,
      timeouts: { connectMs: 1000, firstTokenMs: 2000, idleMs: 300, attemptMs: 45_000 },
      deadlineMs: 600_000,
      maxAttempts: 9,
      maxRetryAfterMs: 60_000,
      canonicalizeAuth: true,
      cooldown429Ms: 120_000,
      rateLimitPerSecond: 2.5,
      requireNonemptyKeys: ['title', 'items[].title'],
      simulator: true,
      defaultModel: 'chutes/text',
      utilisation: { ttlMs: 120_000, high: 0.9, low: 0.4, samples: 3 },
      tenacious: true,
      maxWallTimeMs: 3_600_000,
    });
  });

  it('reads SCILLM_MODEL where SCILLM_DEFAULT_MODEL is unset', () => {
    expect(readSettings({ SCILLM_MODEL: 'a' }).defaultModel).toBe('a');
    expect(readSettings({ SCILLM_MODEL: 'a', SCILLM_DEFAULT_MODEL: 'b' }).defaultModel).toBe('b');
  });

  it('reads the environment of the process unless it is given one', () => {
    vi.stubEnv('SCILLM_MAX_ATTEMPTS', '11');
    expect(readSettings().maxAttempts).toBe(11);
    expect(readSettings({}).maxAttempts).toBe(6);
  });

  it('reads each setting once', () => {
    const environment = { SCILLM_MAX_RETRIES: '4' };
    const settings = readSettings(environment);
    expect(settings.maxRetries).toBe(4);
    environment.SCILLM_MAX_RETRIES = '5';
    expect(settings.maxRetries).toBe(4);
    expect(settings.timeouts).toBe(settings.timeouts);
  });
});

describe('two names', () => {
  it.each([
    ['MAX_RETRIES', '4', '5', '4'],
    ['RETRY_AFTER', '4', '5', '4000 ms'],
    ['TIMEOUT', '4', '5', '4000 ms'],
  ])('N2 lets SCILLM_%s beat its alias and says so', (name, ours, theirs, value) => {
    const environment = { [`SCILLM_${name}`]: ours, [`LITELLM_${name}`]: theirs };
    expect(row(environment, `SCILLM_${name}`)).toMatchObject({
      value,
      source: `env:SCILLM_${name}`,
      note: `LITELLM_${name} says something else and is ignored`,
    });
  });

  it('N2 says nothing where the two agree', () => {
    const environment = { SCILLM_MAX_RETRIES: '4', LITELLM_MAX_RETRIES: ' 4 ' };
    expect(row(environment, 'SCILLM_MAX_RETRIES')).not.toHaveProperty('note');
  });

  it('N8 names the alias where only that is set', () => {
    expect(row({ LITELLM_TIMEOUT: '45' }, 'SCILLM_TIMEOUT')).toMatchObject({
      value: '45000 ms',
      source: 'env:LITELLM_TIMEOUT',
    });
  });
});

describe('a bad value', () => {
  it.each<[string, string, keyof Values, string]>([
    ['SCILLM_MAX_RETRIES', '21', 'maxRetries', 'a whole number from 0 to 20'],
    ['LITELLM_MAX_RETRIES', 'two', 'maxRetries', 'a whole number from 0 to 20'],
    ['SCILLM_RETRY_AFTER', '-1', 'retryAfterMs', 'seconds, or a number with ms, s, m or h'],
    ['LITELLM_TIMEOUT', 'fast', 'timeouts', 'seconds, or a number with ms, s, m or h'],
    ['SCILLM_CONNECT_TIMEOUT', '5x', 'timeouts', 'seconds'],
    ['SCILLM_FIRST_TOKEN_TIMEOUT', '1e9', 'timeouts', 'seconds'],
    ['SCILLM_IDLE_TIMEOUT', 'NaN', 'timeouts', 'seconds'],
    ['SCILLM_DEADLINE', 'Infinity', 'deadlineMs', 'seconds'],
    ['SCILLM_MAX_ATTEMPTS', '0', 'maxAttempts', 'a whole number from 1 to 1000'],
    ['SCILLM_MAX_RETRY_AFTER', 'no', 'maxRetryAfterMs', 'seconds'],
    ['SCILLM_CHUTES_CANONICALIZE_OPENAI_AUTH', 'auto', 'canonicalizeAuth', '1 or 0'],
    ['SCILLM_COOLDOWN_429_S', 'long', 'cooldown429Ms', 'seconds'],
    [
      'SCILLM_RATE_LIMIT_QPS',
      'fast',
      'rateLimitPerSecond',
      'a number >= 0, such as 2 (0 turns it off)',
    ],
    ['SCILLM_SIMULATOR', 'auto', 'simulator', 'on or off'],
    ['SCILLM_UTIL_TTL_S', '-1', 'utilisation', 'seconds'],
    ['SCILLM_UTIL_HI', '1.1', 'utilisation', 'a number from 0 to 1'],
    ['SCILLM_UTIL_LO', '5e-1', 'utilisation', 'a number from 0 to 1'],
    ['SCILLM_UTIL_K', '0', 'utilisation', 'a whole number from 1 to 1000'],
    ['SCILLM_TENACIOUS', 'very', 'tenacious', '1 or 0'],
    ['SCILLM_MAX_WALL_TIME_S', 'ever', 'maxWallTimeMs', 'seconds'],
    ['SCILLM_MODEL_CAPS_JSON', '[]', 'modelCaps', 'JSON such as {"org/model":'],
  ])('N7 is refused at first read, with name and fix: %s=%s', (name, text, key, fix) => {
    const settings = readSettings({ [name]: text });
    const error = failure(() => settings[key]);
    expect(error.code).toBe('invalid_config');
    expect(error.message.startsWith(`${name} is "${text}". Use ${fix}`)).toBe(true);
    const refused = settings.explain().filter(({ problem }) => problem !== undefined);
    expect(refused.map(({ source, value, problem }) => [source, value, problem])).toEqual([
      [`env:${name}`, 'refused', error.message],
    ]);
  });

  it('N7 leaves the other settings usable', () => {
    expect(readSettings({ SCILLM_DEADLINE: 'x' }).maxRetries).toBe(2);
  });

  it('N7 keeps the fix after a long text, and hides a key in the wrong place', () => {
    const long = failure(() => readSettings({ SCILLM_DEADLINE: 'x'.repeat(999) }).deadlineMs);
    expect(long.message).toContain('Use seconds');
    const key = 'sk-0123456789abcdef';
    const wrong = failure(() => readSettings({ SCILLM_DEADLINE: key }).deadlineMs);
    expect(wrong.message).toContain('SCILLM_DEADLINE is "[secret]"');
  });
});

describe('proxies', () => {
  it('prefers the lower-case names and splits the list', () => {
    const { proxies } = readSettings({
      HTTP_PROXY: 'http://a:1',
      http_proxy: 'http://b:2',
      HTTPS_PROXY: 'http://c:3',
      NO_PROXY: 'localhost, .example ,,127.0.0.1:8080',
    });
    expect(proxies).toEqual({
      http: 'http://b:2',
      https: 'http://c:3',
      direct: ['localhost', '.example', '127.0.0.1:8080'],
    });
  });
});
