import { describe, expect, it } from 'vitest';
import type { CallContext } from '../call/call-context.ts';
import { createContext } from '../call/create-context.ts';
import { forkContext } from '../call/fork-context.ts';
import { readSettings } from '../config/read-settings.ts';
import { compose } from './compose.ts';
import type { Policy } from './policy.ts';

const context = createContext({}, { settings: readSettings({}) });

function noting(name: string, log: string[]): Policy {
  return {
    name,
    async execute(next, outer) {
      log.push(`${name} in`);
      try {
        return await next(forkContext(outer, { attempt: outer.attempt + 1 }));
      } finally {
        log.push(`${name} out`);
      }
    },
  };
}

describe('compose', () => {
  it('C9 puts the first outermost and names it so', async () => {
    const log: string[] = [];
    const policy = compose(noting('a', log), noting('b', log), noting('c', log));
    expect(policy.name).toBe('a > b > c');
    const result = await policy.execute(async ({ attempt }) => {
      log.push(`call ${attempt}`);
      return attempt;
    }, context);
    expect(result).toBe(3);
    expect(log).toEqual(['a in', 'b in', 'c in', 'call 3', 'c out', 'b out', 'a out']);
  });

  it('C9 nests', async () => {
    const log: string[] = [];
    const policy = compose(noting('a', log), compose(noting('b', log), noting('c', log)));
    expect(policy.name).toBe('a > b > c');
    await policy.execute(async () => undefined, context);
    expect(log).toEqual(['a in', 'b in', 'c in', 'c out', 'b out', 'a out']);
  });

  it('of nothing is the call itself', async () => {
    const seen: CallContext[] = [];
    await compose().execute(async (inner) => seen.push(inner), context);
    expect(seen).toEqual([context]);
    expect(seen[0]).toBe(context);
  });

  it('lets a policy call more than once, or not at all', async () => {
    const log: string[] = [];
    const twice: Policy = {
      name: 'twice',
      async execute(next, outer) {
        await next(outer);
        return next(outer);
      },
    };
    const refuse: Policy = { name: 'refuse', execute: () => Promise.reject(new Error('no')) };
    await compose(twice, noting('a', log)).execute(async () => log.push('call'), context);
    expect(log).toEqual(['a in', 'call', 'a out', 'a in', 'call', 'a out']);
    const called = compose(refuse, noting('a', log)).execute(async () => log.push('call'), context);
    await expect(called).rejects.toThrow('no');
    expect(log).toHaveLength(6);
  });

  it('passes a failure through every policy', async () => {
    const log: string[] = [];
    const failing = compose(noting('a', log), noting('b', log)).execute(
      () => Promise.reject(new Error('boom')),
      context,
    );
    await expect(failing).rejects.toThrow('boom');
    expect(log).toEqual(['a in', 'b in', 'b out', 'a out']);
  });
});
