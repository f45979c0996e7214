import type {
  Attempt,
  CallEvent,
  ChatChunk,
  ChatResponse,
  Clock,
  Health,
  HealthUpdate,
} from '@scillm/core';
import { HEALTHY } from '../core/health.ts';
import { createRouter } from '../create-router.ts';
import type { Deployment } from '../deployment.ts';
import type { RouterOptions } from '../router-options.ts';
import { createMemoryState } from '../state/create-memory-state.ts';
import { type DrivenClock, drivenClock } from './driven-clock.ts';
import { modelBackend } from './model-backend.ts';
import type { RandomCall, RandomWorld } from './random-world.ts';
import { settings } from './set-up.ts';

/** An event of a call, when it happened, and how the deployment was doing. */
interface SeenEvent {
  readonly atMs: number;
  readonly event: CallEvent;
  readonly health?: Health;
}

/** What became of a call. */
export interface SeenCall {
  readonly call: RandomCall;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly events: readonly SeenEvent[];
  /** Every settlement of its promise; one, if all is well. */
  readonly results: readonly unknown[];
  readonly trail: readonly Attempt[];
}

/** A change of health, and when it was written. */
interface SeenUpdate extends HealthUpdate {
  readonly atMs: number;
  readonly before: Health;
}

/** A world that has been played. */
export interface PlayedWorld {
  readonly calls: readonly SeenCall[];
  readonly updates: readonly SeenUpdate[];
  readonly hits: number;
  /** Alarms and sleepers left behind. */
  readonly pending: number;
  /** Attempts under way at the end, as the router counts them. */
  readonly inFlight: number;
}

/** What a world may have beside its routes and calls. */
export interface WorldExtras {
  /** @default {} */
  readonly options?: Partial<RouterOptions>;
  /** More of a deployment, by its id. @default nothing */
  readonly ofDeployment?: (id: string) => Partial<Deployment>;
}

/** Plays all calls of a world on one router. */
export async function runWorld(world: RandomWorld, extras: WorldExtras = {}): Promise<PlayedWorld> {
  const clock = drivenClock(world.seed);
  const memory = createMemoryState();
  const updates: SeenUpdate[] = [];
  const state = {
    ...memory,
    write(changes: readonly HealthUpdate[]) {
      for (const change of changes) {
        const before = memory.health(change.key) ?? HEALTHY;
        updates.push({ ...change, before, atMs: clock.now() });
        memory.write([change]);
      }
    },
  };
  const { options, hits } = worldOptions(world, clock, extras);
  const router = createRouter({ ...options, state });
  const play = (call: RandomCall): Promise<SeenCall> =>
    playCall(router, call, clock, memory.health);
  const calls = await clock.run(Promise.all(world.calls.map(play)));
  const flights = router.snapshot().deployments.map(({ inFlight }) => inFlight);
  const inFlight = flights.reduce((sum, count) => sum + count);
  return { calls, updates, hits: hits(), pending: clock.pending, inFlight };
}

/** The options of a world's router, and how often its backends were asked. */
export function worldOptions(
  world: RandomWorld,
  clock: Clock,
  { options = {}, ofDeployment = () => ({}) }: WorldExtras = {},
): { readonly options: RouterOptions; hits(): number } {
  const backends: { readonly hits: number }[] = [];
  const deploymentsOf = (index: number): readonly Deployment[] =>
    (world.routes[index] ?? []).map(({ order, maxRetries, outcomes }, position) => {
      const id = `r${index}d${position}`;
      const transport = modelBackend(id, outcomes, clock);
      backends.push(transport);
      return {
        ...{ id, model: id, transport },
        ...(order === undefined ? {} : { order }),
        ...(maxRetries === undefined ? {} : { maxRetries }),
        ...ofDeployment(id),
      };
    });
  const named = (chain: readonly (readonly number[])[]) =>
    Object.fromEntries(chain.map((targets, index) => [`r${index}`, targets.map((to) => `r${to}`)]));
  const { whenAllCooled, maxHops, generic, context } = world;
  return {
    options: {
      ...{ clock, settings, whenAllCooled, maxHops, ...options },
      timeouts: { attemptMs: 4000 },
      routes: { r0: deploymentsOf(0), r1: deploymentsOf(1), r2: deploymentsOf(2) },
      fallbacks: { generic: named(generic), context: named(context) },
    },
    hits: () => backends.reduce((sum, backend) => sum + backend.hits, 0),
  };
}

async function playCall(
  router: ReturnType<typeof createRouter>,
  call: RandomCall,
  clock: DrivenClock,
  healthOf: (key: string) => Health | undefined,
): Promise<SeenCall> {
  const { route, startMs, deadlineMs, maxAttempts, abortMs, isStream } = call;
  await clock.sleep(startMs, new AbortController().signal);
  const startedAtMs = clock.now();
  const controller = new AbortController();
  const leave = clock.alarm(startedAtMs + (abortMs ?? Number.POSITIVE_INFINITY), () =>
    controller.abort(new Error('left')),
  );
  const events: SeenEvent[] = [];
  const results: unknown[] = [];
  const trail: Attempt[] = [];
  const onEvent = (event: CallEvent): void => {
    const health = event.type === 'wait' ? undefined : healthOf(event.attempt.deployment);
    events.push({ atMs: clock.now(), event, ...(health === undefined ? {} : { health }) });
    if (event.type === 'attempt_start') trail.push(event.attempt);
  };
  const request = { model: `r${route}`, messages: [] };
  const options = { signal: controller.signal, deadlineMs, maxAttempts, onEvent };
  const note = (result: unknown): void => void results.push(result);
  const work: Promise<ChatResponse | ChatChunk | undefined> = isStream
    ? router.stream(request, options).then(lastOf)
    : router.complete(request, options);
  await work.then(note, note);
  leave();
  return { call, startedAtMs, endedAtMs: clock.now(), events, results, trail };
}

async function lastOf(stream: AsyncIterable<ChatChunk>): Promise<ChatChunk | undefined> {
  let last: ChatChunk | undefined;
  for await (const chunk of stream) last = chunk;
  return last;
}
