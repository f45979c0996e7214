import { expect, it } from 'vitest';
import type { AuthStyle } from '../chat/attempt.ts';
import { fromResponse } from './from-response.ts';

const HINT = 'or set SCILLM_CHUTES_CANONICALIZE_OPENAI_AUTH=1';

function message(
  status: number,
  body: unknown = {},
  options: { subject?: string; authStyle?: AuthStyle; keyVariable?: string } = {},
): string {
  const response = { status, headers: {}, body };
  const base = { subject: 'chutes-1', provider: 'chutes', authStyle: 'bearer', nowMs: 0 } as const;
  return fromResponse(response, { ...base, ...options }).message;
}

const keyVariable = 'CHUTES_API_KEY_1';

it('E7 says of a refused key who, what and what to do', () => {
  expect(message(401, {}, { keyVariable })).toBe(
    'chutes-1 refused the key (401, bearer). Check CHUTES_API_KEY_1, or set SCILLM_CHUTES_CANONICALIZE_OPENAI_AUTH=1.',
  );
});

it.each<[number, AuthStyle, string]>([
  [403, 'bearer', 'chutes-1 refused the key (403, bearer). Check CHUTES_API_KEY_1.'],
  [401, 'x-api-key', 'chutes-1 refused the key (401, x-api-key). Check CHUTES_API_KEY_1.'],
  [401, 'sdk', 'chutes-1 refused the key (401, sdk). Check CHUTES_API_KEY_1.'],
])('A2 offers the other style on 401 to Bearer alone: %i %s', (status, authStyle, text) => {
  expect(message(status, {}, { keyVariable, authStyle })).toBe(text);
});

it.each<[number, string | undefined, string]>([
  [401, keyVariable, 'chutes-1 refused a call without a key (401). Set CHUTES_API_KEY_1.'],
  [403, undefined, 'chutes-1 refused a call without a key (403). Give it one.'],
])('E7 says so where no key was sent: %i', (status, variable, text) => {
  const named = variable === undefined ? {} : { keyVariable: variable };
  expect(message(status, {}, { ...named, authStyle: 'none' })).toBe(text);
});

it('E7 advises without the name of a variable too', () => {
  expect(message(401)).toBe(`chutes-1 refused the key (401, bearer). Check its key, ${HINT}.`);
});

it.each([200, 301, 400, 401, 402, 404, 408, 418, 422, 429, 500, 501, 503, 504])(
  'E7 names subject and status and gives advice in 300 characters: %i',
  (status) => {
    const [what, ...advice] = message(status).split('. ');
    expect(what).toMatch(new RegExp(`^chutes-1 .*\\(${status}`));
    expect(advice.join('. ')).toMatch(/^[A-Z].*\.$/);
    expect(message(status).length).toBeLessThanOrEqual(300);
    expect(message(status, {}, { subject: 'x'.repeat(400) })).toHaveLength(300);
  },
);

it('E7 says how long a backend asked to be left alone, where it did', () => {
  const options = { subject: 'a', provider: 'p', authStyle: 'none', nowMs: 0 } as const;
  const text = (status: number, headers: { [name: string]: string }): string =>
    fromResponse({ status, headers, body: {} }, options).message;
  expect(text(429, { 'retry-after': '2' })).toBe(
    'a asked for fewer calls (429, retry after 2000 ms). Lower SCILLM_RATE_LIMIT_QPS, or add a deployment to the route.',
  );
  expect(text(503, {})).toBe(
    'a has no capacity (503). Add a deployment to the route, or try again later.',
  );
});

it('E7 shows nothing the backend wrote but the name of a field', () => {
  const named = { error: { message: 'SECRET PLAN', param: 'tools[0].function' } };
  expect(message(400, named)).toContain('does not support "tools[0].function" (400)');
  const sentence = { error: { message: 'SECRET PLAN', param: 'tools are SECRET' } };
  expect(message(400, sentence)).toContain('does not support a feature of this request (400)');
  expect(message(400, sentence)).not.toContain('SECRET');
});

it('E7 has a sentence for a code that only a pattern can give', () => {
  const response = { status: 500, headers: {}, body: 'boom' };
  const patterns = [{ test: /^boom$/, code: 'network' }] as const;
  const options = { subject: 'a', provider: 'p', authStyle: 'none', nowMs: 0, patterns } as const;
  expect(fromResponse(response, options)).toMatchObject({
    code: 'network',
    message: 'a failed (500). Try again later, or add a deployment to the route.',
  });
});
