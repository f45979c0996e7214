import type { Attempt, ChatRequest } from '@scillm/core';
import { fakeClock, scriptedTransport } from '@scillm/core/testing';
import { expect, it } from 'vitest';
import { request } from '../__fixtures__/set-up.ts';
import { createLadder } from './create-ladder.ts';
import { rungMemoryOf } from './rung-memory.ts';

const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } } as const;
const withImage: ChatRequest = { ...request, messages: [{ role: 'user', content: [image] }] };
const withTools: ChatRequest = {
  ...request,
  tools: [{ type: 'function', function: { name: 'look' } }],
};

/** A try at one place: refused, or served. */
function attempt(place: string, isServed: boolean): Attempt {
  const outcome = isServed ? ({ outcome: 'served' } as const) : REFUSED;
  return { ...FACTS, deployment: place, base: `script:${place}`, ...outcome };
}

const REFUSED = { outcome: 'failed', code: 'unsupported' } as const;
const FACTS = {
  n: 1,
  kind: 'first',
  provider: 'p',
  model: 'm',
  pool: 'p',
  authStyle: 'none',
  startedAtMs: 0,
  waitedMs: 0,
  durationMs: 0,
  decision: 'first in order',
} as const;

/** A ladder of its own for each call, and one memory. */
function ladders() {
  const memory = rungMemoryOf(scriptedTransport([]));
  const clock = fakeClock();
  const rungs = ['json_schema', 'json_object', 'prompt'] as const;
  return (sent = request) => createLadder({ rungs, request: sent, memory, clock });
}

it('J7 learns of a place that another one stood in for, where nothing but the form can be lacking', () => {
  const next = ladders();
  next().asked([attempt('a', false), attempt('b', true)], true);
  expect([next().rung, next().dropped]).toEqual(['json_object', ['json_schema']]);
});

it.each([
  ['an image', withImage],
  ['tools', withTools],
])('J7 learns nothing where %s may have been refused', (_, sent) => {
  const next = ladders();
  next(sent).asked([attempt('a', false), attempt('b', true)], true);
  expect(next(sent).rung).toBe('json_schema');
});

it('J7 learns it all the same where the place took a lower rung', () => {
  const next = ladders();
  const ladder = next(withImage);
  ladder.asked([attempt('a', false)], false);
  expect(ladder.drop()).toBe(true);
  ladder.asked([attempt('a', true)], true);
  expect(next().rung).toBe('json_object');
});

it('J7 learns nothing of a place that took the same form after all', () => {
  const next = ladders();
  next().asked([attempt('a', false), attempt('a', true)], true);
  expect(next().rung).toBe('json_schema');
});

it('J7 goes by whom the last call asked first', () => {
  const next = ladders();
  next().asked([attempt('a', false), attempt('b', true)], true);
  next().asked([attempt('b', true)], true);
  expect(next().rung).toBe('json_schema');
  const again = next();
  again.asked([attempt('b', true)], true);
  again.asked([attempt('a', true)], true);
  expect(next().rung).toBe('json_schema');
});

it('J7 stays on the last rung though all are known to be refused', () => {
  const next = ladders();
  const ladder = next();
  for (let rung = 0; rung < 3; rung += 1) {
    ladder.asked([attempt('a', false), attempt('b', true)], true);
    ladder.drop();
  }
  expect(ladder.drop()).toBe(false);
  expect(next().rung).toBe('prompt');
});

it('forgets the oldest place beyond a thousand', () => {
  const next = ladders();
  const refuse = (model: string) =>
    next({ ...request, model }).asked([attempt(model, false), attempt('b', true)], true);
  for (let place = 0; place <= 1000; place += 1) refuse(`m${place}`);
  expect(next({ ...request, model: 'm0' }).rung).toBe('json_schema');
  expect(next({ ...request, model: 'm1000' }).rung).toBe('json_object');
});
