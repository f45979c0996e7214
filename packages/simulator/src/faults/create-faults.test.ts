import { describe, expect, it } from 'vitest';
import { chat, KIMI } from '../../test/chat.ts';
import { started } from '../../test/started.ts';
import { createFaults } from './create-faults.ts';

const FACTS = { surface: 'openai', path: '/v1/chat/completions', model: 'gpt-4o', stream: false };

/** Which of so many equal requests a rule with these conditions applies to, from 1. */
function applied(conditions: string, count: number, seed = 0): readonly number[] {
  const faults = createFaults(`* * ${conditions} -> hang`, seed);
  return Array.from({ length: count }, (_, index) => index + 1).filter(
    () => faults.decide(FACTS).rule !== null,
  );
}

describe('conditions', () => {
  it('n picks matches by number and by span', () => {
    expect(applied('n=2', 5)).toEqual([2]);
    expect(applied('n=1..3', 5)).toEqual([1, 2, 3]);
    expect(applied('n=4..', 6)).toEqual([4, 5, 6]);
  });

  it('every takes each k-th match, and n by the same count', () => {
    expect(applied('every=3', 7)).toEqual([3, 6]);
    expect(applied('every=2 n=3..', 7)).toEqual([4, 6]);
  });

  it('p is chance that the seed decides', () => {
    const some = applied('p=0.3', 300);
    expect(some.length).toBeGreaterThan(60);
    expect(some.length).toBeLessThan(120);
    expect(applied('p=0.3', 300)).toEqual(some);
    expect(applied('p=0.3', 300, 1)).not.toEqual(some);
    expect(applied('p=0', 50)).toEqual([]);
    expect(applied('p=1', 3)).toEqual([1, 2, 3]);
  });

  it('stream and plain look at what is asked for, model at its name', () => {
    const faults = createFaults('* * stream -> hang\n* * plain model=*-4o -> reset', 0);
    expect(faults.decide({ ...FACTS, stream: true }).actions).toEqual({ ending: 'hang' });
    expect(faults.decide(FACTS).actions).toEqual({ ending: 'reset' });
    expect(faults.decide({ ...FACTS, model: null }).rule).toBeNull();
    expect(faults.decide({ ...FACTS, model: 'gpt-4' }).rule).toBeNull();
  });
});

describe('createFaults', () => {
  it('takes the first rule that applies, and counts only the rules it came to', () => {
    const faults = createFaults('openai * n=1 -> hang\n* /v1/chat/* n=1 -> reset\n* * -> empty', 0);
    const actions = [1, 2, 3].map(() => faults.decide(FACTS).actions);
    expect(actions).toEqual([{ ending: 'hang' }, { ending: 'reset' }, { content: 'empty' }]);
  });

  it('gives a row of a list the first of its own words, and counts no other rule for it', () => {
    const script =
      '* * model=a n=1 -> status=500\n* * model=a -> unlisted\n* * n=2 -> utilization=1';
    const faults = createFaults(script, 0);
    const list = { ...FACTS, path: '/v1/models', model: null };
    const rows = () => {
      const { rule, rowActions } = faults.decide(list);
      return [rule, rowActions('a'), rowActions('b'), rowActions('b')];
    };
    expect(rows()).toEqual([null, { unlisted: true }, {}, {}]);
    const last = { utilization: 1 };
    expect(rows()).toEqual(['* * n=2 -> utilization=1', { unlisted: true }, last, last]);
    expect(faults.decide({ ...FACTS, model: 'a' }).actions).toEqual({ status: 500 });
  });

  it('counts afresh for a new script, and does what the example of the language says', async () => {
    const script = `chutes-* /v1/chat/completions model=*Kimi* n=1..2 -> status=429 retry-after=2`;
    const simulator = await started({ faults: script });
    const statuses = async () => {
      const answers = [1, 2, 3].map(() => chat(simulator, 'chutes-1', 'Say OK'));
      return (await Promise.all(answers)).map(({ status }) => status).sort();
    };
    expect(await statuses()).toEqual([200, 429, 429]);
    expect((await chat(simulator, 'openai', 'Say OK', { model: KIMI })).status).toBe(200);
    expect(await statuses()).toEqual([200, 200, 200]);
    simulator.script(script);
    expect(await statuses()).toEqual([200, 429, 429]);
    simulator.script('');
    expect(await statuses()).toEqual([200, 200, 200]);
  });
});
