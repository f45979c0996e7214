import {
  type Attempt,
  ChatError,
  type ChatErrorDetails,
  type ChatRequest,
  type ErrorCode,
  readSettings,
  type Settings,
} from '@scillm/core';
import {
  type FakeClock,
  fakeClock,
  type ScriptedTransport,
  type ScriptStep,
  scriptedTransport,
} from '@scillm/core/testing';
import { createRouter } from '../create-router.ts';
import type { Deployment } from '../deployment.ts';
import type { Router } from '../router.ts';
import type { RouterOptions } from '../router-options.ts';

export const request: ChatRequest = { model: 'fast', messages: [{ role: 'user', content: 'hi' }] };

/** Settings of an empty environment. */
export const settings: Settings = readSettings({});

/** A scripted failure. */
export function fault(code: ErrorCode, details: ChatErrorDetails = {}): ChatError {
  return new ChatError(code, `Scripted: ${code}.`, details);
}

/** A 429, with a retry-after or without. */
export function busy(retryAfterMs?: number): ChatError {
  return fault('rate_limit', { status: 429, retryAfterMs });
}

/** A deployment over a script. */
export interface ScriptedDeployment extends Deployment {
  readonly transport: ScriptedTransport;
}

/** A deployment that follows a script, the last step for ever. */
export function deployment(
  id: string,
  steps: readonly ScriptStep[],
  rest: Partial<Deployment> = {},
): ScriptedDeployment {
  return { id, model: `${id}-model`, ...rest, transport: scriptedTransport(steps, { id }) };
}

/** A router over the deployments of route `fast`, and more routes if given. */
export function routerOf(
  fast: readonly Deployment[],
  options: Omit<RouterOptions, 'routes'> & { readonly routes?: RouterOptions['routes'] } = {},
): { readonly clock: FakeClock; readonly router: Router } {
  const clock = fakeClock();
  const { routes, ...rest } = options;
  return { clock, router: createRouter({ settings, clock, ...rest, routes: { fast, ...routes } }) };
}

/** Who was asked, in order. */
export function askedIn(attempts: readonly Attempt[]): readonly string[] {
  return attempts.map((attempt) => attempt.deployment);
}

/** Who was asked and how it ended, in order: `a rate_limit`, `b served`. */
export function storyOf(attempts: readonly Attempt[]): readonly string[] {
  return attempts.map(
    ({ deployment: id, kind, code, outcome }) => `${id} ${kind} ${code ?? outcome}`,
  );
}

/** The error a call rejects with. */
export async function failureOf(work: Promise<unknown>): Promise<ChatError> {
  try {
    await work;
  } catch (error) {
    if (ChatError.is(error)) return error;
    throw error;
  }
  throw new Error('Nothing failed.');
}
