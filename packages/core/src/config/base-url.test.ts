import { expect, it } from 'vitest';
import { ChatError } from '../error/chat-error.ts';
import { normalizeBaseUrl } from './base-url.ts';

it.each([
  ['https://llm.chutes.ai/v1', 'https://llm.chutes.ai/v1'],
  ['https://llm.chutes.ai/v1/', 'https://llm.chutes.ai/v1'],
  ['https://llm.chutes.ai/v1///', 'https://llm.chutes.ai/v1'],
  ['https://llm.chutes.ai/v1/chat/completions', 'https://llm.chutes.ai/v1'],
  ['https://llm.chutes.ai/v1/chat/completions/', 'https://llm.chutes.ai/v1'],
  ['https://llm.chutes.ai/v1//chat/completions', 'https://llm.chutes.ai/v1'],
  ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
  ['http://127.0.0.1:8080/', 'http://127.0.0.1:8080'],
  ['https://a.example/openai/v1/v1', 'https://a.example/openai/v1/v1'],
  ['HTTPS://A.Example:443/V1', 'https://a.example/V1'],
  ['http://[::1]:8080/v1', 'http://[::1]:8080/v1'],
])('keeps origin and path of %s and adds no /v1', (text, url) => {
  expect(normalizeBaseUrl('SCILLM_API_BASE', text)).toBe(url);
});

it.each([
  ['llm.chutes.ai/v1', 'is no http or https URL'],
  ['localhost:8080', 'is no http or https URL'],
  ['ftp://a.example', 'is no http or https URL'],
  ['https://', 'is no http or https URL'],
  ['https://me:pass@a.example/v1', 'holds user info, a query or a fragment'],
  ['https://me@a.example/v1', 'holds user info, a query or a fragment'],
  ['https://a.example/v1?key=pass', 'holds user info, a query or a fragment'],
  ['https://a.example/v1#pass', 'holds user info, a query or a fragment'],
])('N7 refuses %s without showing it', (text, reason) => {
  let thrown: unknown;
  try {
    normalizeBaseUrl('SCILLM_API_BASE_2', text);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toSatisfy(ChatError.is);
  expect(thrown).toMatchObject({ code: 'invalid_config' });
  expect(String(thrown)).toContain(`SCILLM_API_BASE_2 ${reason}`);
  expect(String(thrown)).not.toContain('pass');
});
