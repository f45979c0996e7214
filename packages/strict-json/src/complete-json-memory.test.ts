import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { backend, rungOf } from './__fixtures__/backend.ts';
import { failureOf, refused, request } from './__fixtures__/set-up.ts';

const good = '{"city":"Oslo"}';
const DAY_MS = 24 * 3_600_000;

describe('J7 what was learned', () => {
  it('J7 is kept for 24 h of the clock of the call', async () => {
    const { ask, bodies, clock } = backend([refused, good]);
    await ask();
    const { response } = await ask();
    expect(response.scillm).toMatchObject({
      attemptCount: 1,
      json: { rung: 'json_object', droppedRungs: ['json_schema'] },
    });
    clock.advance(DAY_MS - 1);
    await ask();
    clock.advance(1);
    await ask();
    expect(bodies().map(rungOf)).toEqual([
      'json_schema',
      'json_object',
      'json_object',
      'json_object',
      'json_schema',
    ]);
  });

  it('J7 holds for one model', async () => {
    const { ask, bodies } = backend([refused, good]);
    await ask({}, { model: 'a' });
    await ask({}, { model: 'b' });
    await ask({}, { model: 'a' });
    expect(bodies().map((body) => [body.model, rungOf(body)])).toEqual([
      ['a', 'json_schema'],
      ['a', 'json_object'],
      ['b', 'json_schema'],
      ['a', 'json_object'],
    ]);
  });

  it('J7 holds for one transport', async () => {
    await backend([refused, good]).ask();
    const { ask, bodies } = backend([good]);
    await ask();
    expect(bodies().map(rungOf)).toEqual(['json_schema']);
  });

  it('is nothing where every form was refused: then the trouble was another', async () => {
    const { ask, bodies } = backend([refused, refused, refused, refused, good]);
    await failureOf(ask());
    await ask();
    expect(bodies().map(rungOf).at(-1)).toBe('json_schema');
  });

  it('is kept though the answer did not fit', async () => {
    const { ask, bodies } = backend([refused, 'no', good]);
    await failureOf(ask({ reasks: 0 }));
    await ask();
    expect(bodies().map(rungOf)).toEqual(['json_schema', 'json_object', 'json_object']);
  });
});

describe('a value that is no object', () => {
  const list = z.array(z.string());

  it('J9 is asked for inside an object where a rung knows only objects', async () => {
    const { ask, bodies } = backend(['{"value":["a"]}']);
    const { value, response } = await ask({ schema: list });
    expect(value).toEqual(['a']);
    expect(rungOf(bodies()[0] ?? request)).toBe('json_object');
    expect(bodies()[0]?.messages[0]?.content).toContain('"properties":{"value":');
    expect(response.scillm.json?.repairs).toEqual([{ op: 'slice', at: 9 }]);
  });

  it('is taken bare as well', async () => {
    const { value, response } = await backend(['["a"]']).ask({ schema: list });
    expect(value).toEqual(['a']);
    expect(response.scillm.json?.repairs).toEqual([]);
  });

  it('is asked for bare in words', async () => {
    const { ask, bodies } = backend(['["a"]']);
    await ask({ schema: list, rungs: ['prompt'] });
    expect(bodies()[0]?.messages[0]?.content).not.toContain('"properties"');
  });

  it('is turned and emptied inside the object too', async () => {
    const prices = z.array(z.object({ price: z.number(), note: z.string().nullable() }));
    const { value } = await backend(['{"value":[{"price":"7","note":"x"}]}']).ask({
      schema: prices,
      coerce: true,
    });
    expect(value).toEqual([{ price: 7, note: 'x' }]);
  });
});
