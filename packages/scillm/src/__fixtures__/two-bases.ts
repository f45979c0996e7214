import { type Clock, readSettings, type Settings } from '@scillm/core';
import { createCompatible } from '@scillm/providers-compatible';
import { createRouter, type Deployment, type Router, type RouterOptions } from '@scillm/router';
import type { Simulator } from '@scillm/simulator';
import { simulate } from './simulated-environment.ts';

/** Settings of an empty environment. */
export const settings: Settings = readSettings({});

/** A model that every simulated Chutes base has. */
export const MODEL = 'moonshotai/Kimi-K2-Instruct-0905';

/** Bases that tell who they are by what they say. */
const SAYINGS = { a: 'Say FIRST', b: 'Say SECOND' } as const;

/** Options of {@link twoBases}. */
export interface TwoBasesOptions extends Omit<Partial<RouterOptions>, 'routes'> {
  readonly clock?: Clock;
  readonly faults?: string;
  /** More of the first deployment. @default {} */
  readonly first?: Partial<Deployment>;
  /** Whether there is no second one. @default false */
  readonly isAlone?: boolean;
}

/** A router and what is behind it. */
export interface TwoBases {
  readonly simulator: Simulator;
  readonly router: Router;
  /** Requests that came to a base. */
  hits(id: 'a' | 'b'): number;
}

/** A router over two simulated bases, `a` and then `b`, asked by real HTTP. */
export async function twoBases(options: TwoBasesOptions = {}): Promise<TwoBases> {
  const { faults = '', first = {}, isAlone = false, ...rest } = options;
  const surfaces = ['chutes-1', 'chutes-2'] as const;
  const simulator = await simulate({ surfaces, faults });
  const base = (id: 'a' | 'b', surface: (typeof surfaces)[number]): Deployment => ({
    id,
    model: MODEL,
    transport: createCompatible({
      id,
      settings,
      baseUrl: simulator.base(surface),
      apiKey: simulator.key(surface),
      authStyle: surface === 'chutes-2' ? 'x-api-key' : 'bearer',
    }),
    override: { messages: [{ role: 'user', content: SAYINGS[id] }] },
  });
  const a = { ...base('a', 'chutes-1'), ...first };
  const fast = isAlone ? [a] : [a, base('b', 'chutes-2')];
  const router: Router = createRouter({ settings, ...rest, routes: { fast } });
  const hits = (id: 'a' | 'b'): number =>
    simulator.log.entries({ surface: id === 'a' ? 'chutes-1' : 'chutes-2' }).length;
  return { simulator, router, hits };
}
