import { describe, expect, it } from 'vitest';
import { ChatError } from '../error/chat-error.ts';
import type { Environment } from './environment.ts';
import { readBases } from './read-bases.ts';
import { readSettings } from './read-settings.ts';

const CHUTES = 'https://llm.chutes.ai/v1';

/** The bases as `id url key variable`. */
function bases(environment: Environment): readonly string[] {
  return readBases(environment).map(
    ({ id, baseUrl, apiKey, keyVariable }) =>
      `${id} ${baseUrl} ${apiKey?.reveal() ?? 'none'} ${keyVariable}`,
  );
}

function pins(environment: Environment, index = 0): unknown {
  return readBases({ CHUTES_API_KEY: 'k', ...environment })[index]?.pins;
}

function refusal(environment: Environment): ChatError {
  try {
    readBases(environment);
  } catch (error) {
    if (ChatError.is(error)) return error;
  }
  throw new Error('Nothing was refused.');
}

describe('numbers', () => {
  it.each<[string, Environment, readonly string[]]>([
    ['nothing', {}, []],
    ['a key alone', { CHUTES_API_KEY: 'k' }, [`chutes ${CHUTES} k CHUTES_API_KEY`]],
    [
      'a number of its own before the shared one',
      {
        CHUTES_API_BASE: 'https://a.example/v1',
        CHUTES_API_KEY: 'k',
        CHUTES_API_BASE_2: 'https://b.example/v1/',
        CHUTES_API_KEY_3: 'k3',
      },
      [
        'chutes https://a.example/v1 k CHUTES_API_KEY',
        'chutes-2 https://b.example/v1 k CHUTES_API_KEY',
        'chutes-3 https://a.example/v1 k3 CHUTES_API_KEY_3',
      ],
    ],
    [
      'gaps, lowest first, 1 to 99',
      {
        CHUTES_API_KEY_99: 'z',
        CHUTES_API_KEY_10: 'c',
        CHUTES_API_KEY_2: 'b',
        CHUTES_API_KEY_0: 'x',
        CHUTES_API_KEY_07: 'x',
        CHUTES_API_KEY_100: 'x',
        CHUTES_API_KEY_4: ' ',
      },
      [
        `chutes-2 ${CHUTES} b CHUTES_API_KEY_2`,
        `chutes-10 ${CHUTES} c CHUTES_API_KEY_10`,
        `chutes-99 ${CHUTES} z CHUTES_API_KEY_99`,
      ],
    ],
    [
      'a key that numbered bases borrow is no base',
      { CHUTES_API_KEY: 'k', CHUTES_API_BASE_1: 'https://a.example/v1' },
      ['chutes-1 https://a.example/v1 k CHUTES_API_KEY'],
    ],
    [
      'a URL that numbered keys borrow is no base',
      {
        CHUTES_API_BASE: 'https://a.example/v1',
        CHUTES_API_KEY_1: 'k1',
        CHUTES_API_KEY_2: 'k2',
      },
      [
        'chutes-1 https://a.example/v1 k1 CHUTES_API_KEY_1',
        'chutes-2 https://a.example/v1 k2 CHUTES_API_KEY_2',
      ],
    ],
    [
      'a key that nobody borrows is a base',
      { CHUTES_API_KEY: 'k', CHUTES_API_KEY_2: 'k2' },
      [`chutes ${CHUTES} k CHUTES_API_KEY`, `chutes-2 ${CHUTES} k2 CHUTES_API_KEY_2`],
    ],
  ])('N3 %s', (_, environment, expected) => {
    expect(bases(environment)).toEqual(expected);
  });

  it('D2 drops the unnumbered base that a numbered one repeats', () => {
    const environment = {
      CHUTES_API_BASE: `${CHUTES}/`,
      CHUTES_API_KEY: 'k',
      CHUTES_API_BASE_1: CHUTES,
      CHUTES_API_KEY_1: 'k',
    };
    expect(bases(environment)).toEqual([`chutes-1 ${CHUTES} k CHUTES_API_KEY_1`]);
    expect(bases({ ...environment, CHUTES_API_KEY_1: 'other' })).toHaveLength(2);
    expect(bases({ CHUTES_API_KEY: 'k', CHUTES_API_KEY_1: 'k' })).toHaveLength(1);
  });

  it('D2 keeps numbered bases that repeat each other', () => {
    expect(bases({ CHUTES_API_KEY_1: 'k', CHUTES_API_KEY_2: 'k' })).toEqual([
      `chutes-1 ${CHUTES} k CHUTES_API_KEY_1`,
      `chutes-2 ${CHUTES} k CHUTES_API_KEY_2`,
    ]);
  });
});

describe('other bases', () => {
  it('need no key and come after Chutes', () => {
    const environment = {
      SCILLM_API_BASE: 'http://127.0.0.1:1/v1',
      SCILLM_API_BASE_3: 'http://127.0.0.1:3/v1',
      SCILLM_API_KEY_3: 'k3',
      CHUTES_API_KEY: 'k',
    };
    expect(bases(environment)).toEqual([
      `chutes ${CHUTES} k CHUTES_API_KEY`,
      'base http://127.0.0.1:1/v1 none SCILLM_API_KEY',
      'base-3 http://127.0.0.1:3/v1 k3 SCILLM_API_KEY_3',
    ]);
    expect(readBases(environment).map(({ preset }) => preset)).toEqual([
      'chutes',
      'compatible',
      'compatible',
    ]);
  });

  it('are none where only a key is set', () => {
    expect(bases({ SCILLM_API_KEY: 'k' })).toEqual([]);
  });
});

describe('what is wrong', () => {
  it.each<[Environment, string]>([
    [
      { CHUTES_API_BASE: 'https://a.example/v1' },
      'CHUTES_API_BASE has no key. Set CHUTES_API_KEY.',
    ],
    [
      { CHUTES_API_BASE_2: 'https://a.example/v1' },
      'CHUTES_API_BASE_2 has no key. Set CHUTES_API_KEY_2.',
    ],
    [{ SCILLM_API_KEY_3: 'k' }, 'SCILLM_API_KEY_3 has no base. Set SCILLM_API_BASE_3 to its URL.'],
    [
      { SCILLM_API_BASE_2: 'a.example' },
      'SCILLM_API_BASE_2 is no http or https URL. Use one such as https://llm.chutes.ai/v1.',
    ],
    [
      { CHUTES_API_KEY_5: '"k"' },
      'CHUTES_API_KEY_5 looks quoted or nested. Put only the key there.',
    ],
  ])('N7 names the variable and the fix: %j', (environment, message) => {
    expect(refusal(environment)).toMatchObject({ code: 'invalid_config', message });
    expect(() => readSettings(environment).bases).toThrow(message);
  });
});

describe('pins', () => {
  it('are the pin, then the alternates in order, without gaps and repeats', () => {
    const environment = {
      CHUTES_TEXT_MODEL: 'a',
      CHUTES_TEXT_MODEL_ALT1: 'b',
      CHUTES_TEXT_MODEL_ALT2: ' ',
      CHUTES_TEXT_MODEL_ALT3: 'a',
      CHUTES_VLM_MODEL_ALT2: 'v',
      CHUTES_TOOLS_MODEL: 't',
    };
    expect(pins(environment)).toEqual({ text: ['a', 'b'], vlm: ['v'], tools: ['t', 'b', 'a'] });
  });

  it('N4 an empty alternate names nothing', () => {
    expect(pins({ CHUTES_TEXT_MODEL_ALT1: '', CHUTES_VLM_MODEL: ' ' })).toEqual({
      text: [],
      vlm: [],
      tools: [],
    });
  });

  it('fall back in the order of the table', () => {
    const text = { CHUTES_MODEL: 'c' };
    expect(pins(text)).toMatchObject({ text: ['c'], tools: ['c'], vlm: [] });
    expect(pins({ ...text, CHUTES_MODEL_ID: 'b' })).toMatchObject({ text: ['b'] });
    expect(pins({ ...text, CHUTES_MODEL_ADVANCED: 'd' })).toMatchObject({ tools: ['d'] });
  });

  it('N3 a number of its own beats the shared pin', () => {
    const environment = {
      CHUTES_API_KEY_2: 'k2',
      CHUTES_TEXT_MODEL: 'a',
      CHUTES_TEXT_MODEL_2: 'b',
    };
    expect(pins(environment, 0)).toMatchObject({ text: ['a'] });
    expect(pins(environment, 1)).toMatchObject({ text: ['b'] });
  });
});
