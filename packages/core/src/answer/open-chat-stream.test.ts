import { describe, expect, it } from 'vitest';
import { delta, STOP, setUp, turn } from './__fixtures__/opened-attempt.ts';
import { collect } from './collect.ts';

describe('the start', () => {
  it('S9 resolves with the first chunk that has content', async () => {
    const { body, opening, stream, clock, attempt } = setUp();
    body.write(`: ping\n\n${delta({ role: 'assistant', content: '' })}`);
    await turn();
    expect(await Promise.race([opening, 'still waiting'])).toBe('still waiting');
    clock.advance(700);
    body.write(delta({ content: 'a' }));
    await opening;
    expect(attempt()?.firstTokenMs).toBe(700);
    const iterator = await stream();
    expect((await iterator.next()).value?.choices[0]?.delta).toMatchObject({ role: 'assistant' });
    expect((await iterator.next()).value?.choices[0]?.delta.content).toBe('a');
  });

  it.each([
    { refusal: 'no' },
    { reasoning_content: 'hm' },
    { tool_calls: [{ index: 0, id: 'a' }] },
    { function_call: { name: 'f' } },
  ])('S9 takes %j for content', async (fields) => {
    const { body, opening } = setUp();
    body.write(delta(fields));
    await opening;
  });

  it('S5 rejects for a stream that is cut before', async () => {
    const { body, opening, attempt, expectNothingLeft } = setUp();
    body.write(delta({ role: 'assistant' }));
    body.finish();
    await expect(opening).rejects.toMatchObject({ code: 'stream_cut', reason: 'no_finish' });
    expect(attempt()?.outcome).toBe('failed');
    expectNothingLeft();
  });

  it('C4 rejects with the reason of the caller, and closes', async () => {
    const { body, opening, controller, expectNothingLeft } = setUp();
    await turn();
    controller.abort('bored');
    await expect(opening).rejects.toMatchObject({ code: 'aborted', cause: 'bored' });
    expect(body.isCancelled).toBe(true);
    expectNothingLeft();
  });

  it('O3 feeds first_token with content alone, and O5 rings exactly then', async () => {
    const { body, opening, clock, attempt, expectNothingLeft } = setUp({ elsewhere: 'sibling' });
    for (let ms = 0; ms < 9999; ms += 1111) {
      await turn();
      body.write(`: ping\n\n${delta({ role: 'assistant', content: '' })}`);
      clock.advance(1111);
    }
    expect(body.isCancelled).toBe(false);
    clock.advance(1);
    await expect(opening).rejects.toMatchObject({ code: 'timeout', reason: 'first_token' });
    expect(body.isCancelled).toBe(true);
    expect(attempt()).toMatchObject({ outcome: 'failed', durationMs: 10_000 });
    expectNothingLeft();
  });

  it('O1 waits as long as the attempt may take where nobody else could be asked', async () => {
    const { body, opening, clock } = setUp();
    clock.advance(119_999);
    expect(body.isCancelled).toBe(false);
    clock.advance(1);
    await expect(opening).rejects.toMatchObject({ code: 'timeout' });
  });
});

it('reads a stream of another type', async () => {
  const { body, opening } = setUp({ headers: { 'content-type': 'text/plain' } });
  body.write(delta({ content: 'a' }) + STOP);
  body.finish();
  expect((await collect(await opening)).choices[0]?.message.content).toBe('a');
});

describe('after the start', () => {
  async function begun() {
    const all = setUp();
    all.body.write(delta({ content: 'a' }));
    const iterator = await all.stream();
    await iterator.next();
    const next = () => iterator.next();
    return { ...all, next, leave: () => iterator.return?.() };
  }

  it('O3 feeds idle with content alone, and the text before it is kept', async () => {
    const { body, clock, next, attempt, expectNothingLeft } = await begun();
    const reading = next();
    const failed = expect(reading).rejects.toMatchObject({
      code: 'timeout',
      reason: 'idle',
      partial: 'a',
    });
    for (let ms = 0; ms < 14_998; ms += 7499) {
      await turn();
      clock.advance(7499);
      body.write(': ping\n\n');
    }
    await turn();
    clock.advance(1);
    expect(body.isCancelled).toBe(false);
    clock.advance(1);
    await failed;
    expect(attempt()).toMatchObject({ outcome: 'failed', reason: 'idle' });
    expectNothingLeft();
  });

  it('O3 begins idle anew with each content', async () => {
    const { body, clock, next } = await begun();
    for (let count = 0; count < 3; count += 1) {
      const reading = next();
      await turn();
      clock.advance(14_000);
      body.write(delta({ content: 'b' }));
      expect((await reading).done).toBe(false);
    }
  });

  it('O6 lets idle stand still while nobody reads, and O4 forgets attemptMs', async () => {
    const { body, clock, next } = await begun();
    clock.advance(200_000);
    body.write(delta({ content: 'b' }));
    expect((await next()).value?.choices[0]?.delta.content).toBe('b');
  });

  it('S12 reads from the connection only when it is read', async () => {
    const { body, next } = await begun();
    const { reads } = body;
    body.write(delta({ content: 'b' }) + delta({ content: 'c' }));
    await turn();
    expect(body.reads).toBe(reads);
    await next();
    await next();
    expect(body.reads).toBe(reads + 1);
  });

  it('S11 closes and records cancelled when it is left, also while a read is pending', async () => {
    const { body, next, leave, attempt, expectNothingLeft } = await begun();
    const reading = next();
    await turn();
    body.write(delta({ content: 'too late' }));
    const end = { value: undefined, done: true };
    expect(await leave()).toEqual(end);
    expect([await reading, await next(), await leave()]).toEqual([end, end, end]);
    await expect(body.next()).rejects.toMatchObject({ code: 'aborted' });
    expect(attempt()).toMatchObject({ outcome: 'cancelled', code: 'aborted' });
    expectNothingLeft();
  });

  it.each([true, false])(
    'C4 ends an aborted stream at once; pending read: %s',
    async (isReading) => {
      const { body, controller, next, attempt, expectNothingLeft } = await begun();
      body.write(delta({ content: 'b' }) + delta({ content: 'never taken' }));
      await next();
      if (isReading) await next();
      const reading = isReading ? next() : undefined;
      controller.abort('bored');
      const aborted = { code: 'aborted', cause: 'bored' };
      await expect(reading ?? next()).rejects.toMatchObject(aborted);
      await expect(next()).rejects.toMatchObject(aborted);
      expect(body.isCancelled).toBe(true);
      expect(attempt()?.outcome).toBe('cancelled');
      expectNothingLeft();
    },
  );

  it('C5 closes an abandoned stream when the deadline passes', async () => {
    const { body, clock, next, attempt, expectNothingLeft } = await begun();
    clock.advance(300_000);
    expect(body.isCancelled).toBe(true);
    expect(attempt()).toMatchObject({ outcome: 'failed', code: 'deadline' });
    expectNothingLeft();
    await expect(next()).rejects.toMatchObject({ code: 'deadline', partial: 'a' });
  });

  it('answers several reads at a time in their order', async () => {
    const { body, next } = await begun();
    const reading = Promise.all([next(), next(), next(), next()]);
    await turn();
    body.write(delta({ content: 'b' }));
    await turn();
    body.write(STOP);
    body.finish();
    const results = await reading;
    expect(results.map(({ value }) => value?.choices[0]?.delta.content)).toEqual([
      'b',
      undefined,
      undefined,
      undefined,
    ]);
    expect(results.map(({ done }) => done)).toEqual([false, false, false, true]);
  });
});
