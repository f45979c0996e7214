import { describe, expect, it } from 'vitest';
import { disguisedStatus, readErrorEnvelope } from './error-envelope.ts';

describe('readErrorEnvelope', () => {
  const shapes: readonly (readonly [string, unknown, object])[] = [
    [
      'OpenAI',
      { error: { message: 'no', type: 't', code: 'c', param: 'p' } },
      { message: 'no', type: 't', code: 'c', param: 'p' },
    ],
    ['OpenAI with nulls', { error: { message: 'no', code: null, param: null } }, { message: 'no' }],
    ['a number as code', { error: { message: 'no', code: 429 } }, { message: 'no' }],
    ['error as text', { error: 'no' }, { message: 'no' }],
    [
      'Anthropic',
      { type: 'error', error: { type: 't', message: 'no' } },
      { message: 'no', type: 't' },
    ],
    [
      'vLLM',
      { object: 'error', message: 'no', type: 't', code: 400 },
      { message: 'no', type: 't' },
    ],
    ['FastAPI', { detail: 'no' }, { message: 'no' }],
    ['FastAPI with a list', { detail: [{ msg: 'no' }] }, { message: '' }],
    ['plain text', 'no', { message: 'no' }],
    ['an empty object', {}, { message: '' }],
    ['a list', ['no'], { message: '' }],
    ['nothing', undefined, { message: '' }],
    ['null', null, { message: '' }],
    ['a number', 7, { message: '' }],
  ];

  it.each(shapes)('reads %s', (_, body, envelope) => {
    expect(readErrorEnvelope(body)).toEqual(envelope);
  });
});

describe('disguisedStatus', () => {
  const bodies: readonly (readonly [string, unknown, number | undefined])[] = [
    ['an error with a numeric code', { error: { code: 429, message: 'slow down' } }, 429],
    ['an error with a numeric status', { error: { status: 503 } }, 503],
    ['a word as code and a numeric status', { error: { code: 'full', status: 503 } }, 503],
    ['an error without a number', { error: { message: 'failed' } }, 502],
    ['an error as text', { error: 'failed' }, 502],
    ['a number that is no failing status', { error: { code: 200 } }, 502],
    ['the lowest failing status', { error: { code: 400 } }, 400],
    ['the highest failing status', { error: { code: 599 } }, 599],
    ['a digit string as code', { error: { code: '429' } }, 502],
    ['an error beside an empty list of choices', { error: { code: 500 }, choices: [] }, 500],
  ];

  it.each(bodies)('E3 takes %s for an error', (_, body, status) => {
    expect(disguisedStatus(body)).toBe(status);
  });

  it.each([
    { choices: [{ index: 0 }] },
    { error: { code: 500 }, choices: [{ index: 0 }] },
    { error: null, choices: [] },
    { choices: [] },
    {},
    'error',
    ['error'],
    null,
    undefined,
  ])('E3 takes %j for no error', (body) => {
    expect(disguisedStatus(body)).toBeUndefined();
  });
});
