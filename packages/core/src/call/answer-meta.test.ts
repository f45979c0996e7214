import { describe, expect, it } from 'vitest';
import type { CallMeta } from '../chat/call-meta.ts';
import { readSettings } from '../config/read-settings.ts';
import { ChatError } from '../error/chat-error.ts';
import { fakeClock } from '../testing/fake-clock.ts';
import { createContext } from './create-context.ts';
import { forkAttempt } from './fork-context.ts';
import { type AttemptFacts, recordAttempt } from './record-attempt.ts';
import { servedModel } from './served-model.ts';

const FACTS: AttemptFacts = {
  transport: 'chutes',
  provider: 'chutes',
  base: 'https://llm.chutes.ai/v1',
  model: 'm',
  pool: 'chutes:ab12',
  authStyle: 'bearer',
};

/** A call on a fake clock. */
function setUp() {
  const controller = new AbortController();
  const options = { clock: fakeClock(), signal: controller.signal };
  return { controller, context: createContext(options, { settings: readSettings({}) }) };
}

function served(facts: Partial<AttemptFacts>, echoed?: string): CallMeta {
  const record = recordAttempt(setUp().context, { ...FACTS, ...facts });
  if (echoed !== undefined) record.context.note({ servedModel: echoed });
  return record.serve();
}

describe('the metadata of an answer', () => {
  it('W6 says who served, as which model, how and after which attempts', () => {
    const { context } = setUp();
    recordAttempt(context, FACTS).fail(new ChatError('network', 'Reset.'));
    const second = recordAttempt(
      forkAttempt(context, { deployment: 'chutes-2', kind: 'retry', routing: 'router' }),
      FACTS,
    );
    second.context.note({ servedModel: 'chutes/m-2026', authStyle: 'x-api-key' });
    expect(second.serve()).toEqual({
      servedBy: 'chutes-2',
      servedModel: 'chutes/m-2026',
      authStyle: 'x-api-key',
      routing: 'router',
      attempts: context.trail,
      attemptCount: 2,
    });
  });

  it('holds the attempts as they were, not those that come later', () => {
    const { context } = setUp();
    const meta = recordAttempt(context, FACTS).serve();
    recordAttempt(context, FACTS).serve();
    expect([meta.attempts.length, meta.attemptCount]).toEqual([1, 1]);
  });

  it('has warnings and refused only where there are any', () => {
    const facts = { warnings: [{ code: 'malformed_chunk', count: 2 }], isRefusal: true };
    expect(recordAttempt(setUp().context, FACTS).serve(facts)).toMatchObject({
      warnings: facts.warnings,
      refused: true,
    });
    const plain = recordAttempt(setUp().context, FACTS).serve({ warnings: [], isRefusal: false });
    expect(Object.keys(plain)).not.toContain('warnings');
    expect(Object.keys(plain)).not.toContain('refused');
  });

  it('names the model sent where none was echoed', () => {
    expect(served({})).toMatchObject({ servedModel: 'chutes/m' });
    expect(served({})).not.toHaveProperty('simulated');
  });

  it.each<[string, Partial<AttemptFacts>, string | undefined, string]>([
    ['the provider', { provider: 'sim' }, undefined, 'sim/m'],
    ['the model echoed', {}, 'sim/gpt', 'sim/gpt'],
    ['the model sent', { model: 'sim/gpt' }, undefined, 'sim/gpt'],
  ])('marks a simulated answer by %s', (_, facts, echoed, name) => {
    expect(served(facts, echoed)).toMatchObject({ servedModel: name, simulated: true });
  });
});

describe('servedModel', () => {
  it.each<[string, unknown, string, string]>([
    ['chutes', 'm-2026', 'm', 'chutes/m-2026'],
    ['chutes', undefined, 'm', 'chutes/m'],
    ['chutes', '', 'm', 'chutes/m'],
    ['chutes', 7, 'm', 'chutes/m'],
    ['chutes', 'sim/m', 'm', 'sim/m'],
    ['openrouter', 'meta/m', 'm', 'openrouter/meta/m'],
    ['chutes', 'simple/m', 'm', 'chutes/simple/m'],
  ])('of %s, echo %s, sent %s is %s', (provider, echoed, sent, name) => {
    expect(servedModel(provider, echoed, sent)).toBe(name);
  });
});

describe('the error of an attempt', () => {
  const error = new ChatError('rate_limit', 'Full.', {
    reason: 'capacity',
    status: 503,
    retryAfterMs: 70,
    requestId: 'r-1',
    partial: 'Hel',
  });

  it('E5 has deployment, provider and attempts, and keeps the rest', () => {
    const { context } = setUp();
    const failed = recordAttempt(context, FACTS).fail(error);
    expect(failed).toMatchObject({
      code: 'rate_limit',
      reason: 'capacity',
      status: 503,
      retryAfterMs: 70,
      partial: 'Hel',
      deployment: 'chutes',
      provider: 'chutes',
    });
    expect(failed.attempts).toEqual(context.trail);
    expect(context.trail[0]).toMatchObject({
      outcome: 'failed',
      code: 'rate_limit',
      reason: 'capacity',
      status: 503,
      retryAfterMs: 70,
      requestId: 'r-1',
    });
  });

  it('holds a snapshot of the attempts', () => {
    const { context } = setUp();
    const failed = recordAttempt(context, FACTS).fail(error);
    recordAttempt(context, FACTS).serve();
    expect(failed.attempts).toHaveLength(1);
    expect(error.attempts).toEqual([]);
  });

  it('C8 is internal for whatever else was thrown', () => {
    const { context } = setUp();
    const cause = new TypeError('x is undefined');
    const failed = recordAttempt(context, FACTS).fail(cause);
    expect([failed.code, failed.cause]).toEqual(['internal', cause]);
    expect(context.trail[0]).toMatchObject({ outcome: 'failed', code: 'internal' });
  });

  it('C8 is internal for a bug that shows after an abort, and for nothing at all', () => {
    const { context, controller } = setUp();
    expect(recordAttempt(context, FACTS).fail(undefined).code).toBe('internal');
    controller.abort('left');
    expect(recordAttempt(context, FACTS).fail(new TypeError('x is undefined')).code).toBe(
      'internal',
    );
  });

  it('C4 is aborted where the reason of the caller itself was thrown', () => {
    const { context, controller } = setUp();
    const record = recordAttempt(context, FACTS);
    const reason = new Error('left the page');
    controller.abort(reason);
    const failed = record.fail(reason);
    expect([failed.code, failed.cause]).toEqual(['aborted', reason]);
    expect(context.trail[0]).toMatchObject({ outcome: 'cancelled', code: 'aborted' });
  });
});
