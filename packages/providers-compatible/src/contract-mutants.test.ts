import { type ContractCase, transportContract } from '@scillm/core/testing';
import { describe, expect, it } from 'vitest';
import { CALL_MUTANTS } from '../test/call-mutants.ts';
import { HTTP_MUTANTS } from '../test/http-mutants.ts';
import { changed, type Mutant, sound } from '../test/mutant.ts';
import { spoiled } from '../test/spoiled-http.ts';
import { STREAM_MUTANTS } from '../test/stream-mutants.ts';

const MUTANTS: readonly Mutant[] = [...CALL_MUTANTS, ...STREAM_MUTANTS, ...HTTP_MUTANTS];

async function isMissedBy({ run }: ContractCase): Promise<boolean> {
  return run().then(
    () => true,
    () => false,
  );
}

describe('the transport contract suite', () => {
  it('names every case once', () => {
    const ids = transportContract({ createTransport: sound }).map(({ id }) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  it('has a mutant for each of its cases, and no mutant for a case that is none', () => {
    const ids = transportContract({ createTransport: sound }).map(({ id }) => id);
    const caught = new Set(MUTANTS.flatMap(({ catches }) => catches));
    expect(ids.filter((id) => !caught.has(id))).toEqual([]);
    expect([...caught].filter((id) => !ids.includes(id))).toEqual([]);
  });

  // Long, since it runs the whole suite in one test.
  it.each([
    ['calls', changed({})],
    ['answers', spoiled({})],
  ])(
    'passes what the mutants change %s with, while it changes nothing',
    async (_, create) => {
      const failed: string[] = [];
      for (const each of transportContract({ createTransport: create })) {
        if (!(await isMissedBy(each))) failed.push(each.id);
      }
      expect(failed).toEqual([]);
    },
    60_000,
  );

  for (const { name, create, catches } of MUTANTS) {
    it(`catches a transport that ${name}`, async () => {
      const cases = transportContract({ createTransport: create });
      const wanted = cases.filter(({ id }) => catches.includes(id));
      const missed = await Promise.all(
        wanted.map(async (each) => ((await isMissedBy(each)) ? [each.id] : [])),
      );
      expect(missed.flat()).toEqual([]);
    });
  }
});
