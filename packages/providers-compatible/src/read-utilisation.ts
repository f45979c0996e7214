import { type AuthStyle, type CallContext, ChatError } from '@scillm/core';
import { describeFailure } from './describe-failure.ts';
import type { Endpoint } from './endpoint.ts';
import { getJson } from './get-json.ts';

/** How much of its capacity a base says is in use, 0 to 1. What it does not say is unknown. */
export interface Utilisation {
  /** By model. */
  readonly models: ReadonlyMap<string, number>;
  /** Of every model that is not named. */
  readonly others?: number;
}

/** Runs an operation in the header style the base wants. */
type Styled = <T>(operation: (style: AuthStyle, context: CallContext) => Promise<T>) => Promise<T>;

const UNKNOWN: Utilisation = { models: new Map() };

/**
 * What the base says of its utilisation, below its own path, else below its origin. Anything odd
 * counts as unknown; rejects with `aborted` and nothing else.
 */
export async function readUtilisation(endpoint: Endpoint, inStyle: Styled): Promise<Utilisation> {
  const { utilisationPath } = endpoint.preset;
  if (utilisationPath === undefined) return UNKNOWN;
  const paths = new Set([`${endpoint.path}${utilisationPath}`, utilisationPath]);
  try {
    for (const path of paths) {
      const body = await inStyle((style, context) => ask(endpoint, path, style, context));
      const found = utilisationOf(body);
      if (found !== undefined) return found;
    }
  } catch (error) {
    if (ChatError.is(error) && error.code === 'aborted') throw error;
  }
  return UNKNOWN;
}

/** The body of a good answer. A refused key is told by an error, so that the other style is tried. */
async function ask(
  endpoint: Endpoint,
  path: string,
  authStyle: AuthStyle,
  context: CallContext,
): Promise<unknown> {
  const answer = await getJson(endpoint, path, authStyle, context);
  if (answer.status === 401) {
    const asked = { subject: endpoint.id, authStyle, nowMs: context.clock.now() };
    throw describeFailure(answer, endpoint, asked);
  }
  return answer.status === 200 ? answer.body : undefined;
}

function utilisationOf(body: unknown): Utilisation | undefined {
  if (!Array.isArray(body)) {
    const others = shareOf(body);
    return others === undefined ? undefined : { models: new Map(), others };
  }
  const models = new Map(body.flatMap(namedShare));
  return models.size === 0 ? undefined : { models };
}

function namedShare(row: unknown): readonly (readonly [string, number])[] {
  const share = shareOf(row);
  const { name, model, id } = (row ?? {}) as { readonly [field: string]: unknown };
  const called = [name, model, id].find((value) => typeof value === 'string' && value !== '');
  return share === undefined || called === undefined ? [] : [[String(called), share]];
}

function shareOf(row: unknown): number | undefined {
  const { utilization } = (row ?? {}) as { readonly utilization?: unknown };
  const isShare = typeof utilization === 'number' && utilization >= 0 && utilization <= 1;
  return isShare ? utilization : undefined;
}
