import { describe, expect, it } from 'vitest';
import { proxyFor } from './proxy-for.ts';

const http = 'http://proxy:1';
const https = 'http://proxy:2';

describe('proxyFor', () => {
  it('chooses by the protocol of the origin', () => {
    const proxies = { http, https, direct: [] };
    expect(proxyFor('http://llm.chutes.ai', proxies)).toBe(http);
    expect(proxyFor('https://llm.chutes.ai', proxies)).toBe(https);
  });

  it('goes directly where none is set for the protocol', () => {
    expect(proxyFor('https://llm.chutes.ai', { http, direct: [] })).toBeUndefined();
    expect(proxyFor('http://llm.chutes.ai', { https, direct: [] })).toBeUndefined();
  });

  it.each([
    ['*', 'https://llm.chutes.ai'],
    ['llm.chutes.ai', 'https://llm.chutes.ai'],
    ['LLM.Chutes.AI', 'https://llm.chutes.ai'],
    ['chutes.ai', 'https://llm.chutes.ai'],
    ['.chutes.ai', 'https://llm.chutes.ai'],
    ['.chutes.ai', 'https://chutes.ai'],
    ['*.chutes.ai', 'https://llm.chutes.ai'],
    ['llm.chutes.ai:8080', 'http://llm.chutes.ai:8080'],
    ['llm.chutes.ai:443', 'https://llm.chutes.ai'],
    ['llm.chutes.ai:80', 'http://llm.chutes.ai'],
    ['*:8080', 'http://llm.chutes.ai:8080'],
    ['localhost', 'http://localhost:4010'],
    ['127.0.0.1', 'http://127.0.0.1:4010'],
    ['::1', 'http://[::1]:4010'],
    ['[::1]', 'http://[::1]:4010'],
    ['[::1]:4010', 'http://[::1]:4010'],
    ['fe80::1', 'http://[fe80::1]'],
  ])('%s lets %s go directly', (entry, origin) => {
    expect(proxyFor(origin, { http, https, direct: ['other.test', entry] })).toBeUndefined();
  });

  it.each([
    ['tes.ai', 'https://llm.chutes.ai'],
    ['llm.chutes.ai', 'https://chutes.ai'],
    ['llm.chutes.ai:8080', 'https://llm.chutes.ai'],
    ['llm.chutes.ai:443', 'http://llm.chutes.ai'],
    ['*:8080', 'https://llm.chutes.ai'],
    ['::1', 'http://[::2]:1'],
    ['[fe80::1]:1', 'http://[fe80::1]:2'],
    ['10.0.0.1', 'http://10.0.0.11'],
  ])('%s does not keep %s from the proxy', (entry, origin) => {
    expect(proxyFor(origin, { http, https, direct: [entry] })).toBeDefined();
  });

  it.each(['http://localhost:8000', 'http://127.0.0.1:1', 'https://127.9.9.9', 'http://[::1]:80'])(
    'goes directly to %s, which is this machine',
    (origin) => {
      expect(proxyFor(origin, { http, https, direct: [] })).toBeUndefined();
    },
  );
});
