import { embeddedSettings } from './embedded-settings.ts';
import { createFaults } from './faults/create-faults.ts';
import { createRequestLog } from './log/request-log.ts';
import type { Simulator, SimulatorOptions } from './simulator-contract.ts';
import type { Surface } from './surfaces/surface.ts';
import { SURFACE_NAMES, type SurfaceName } from './surfaces/surface-name.ts';
import { SURFACES } from './surfaces/surface-table.ts';
import { exchange } from './wire/exchange.ts';
import { type Listener, listen } from './wire/listen.ts';

interface Started {
  readonly surface: Surface;
  readonly listener: Listener;
  readonly base: string;
  readonly key: string;
}

/**
 * Starts a server per surface on the loopback, each at a port of its own.
 *
 * Rejects with `faults:LINE:COL: …` if the script is wrong, and if a surface is unknown.
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const {
    seed = 0,
    surfaces = SURFACE_NAMES,
    latencyMs = 0,
    keepsProcess = true,
    onRequest,
  } = options;
  const log = createRequestLog();
  let faults = createFaults(options.faults ?? '', seed);
  let closing: Promise<void> | null = null;
  const chosen = [...new Set(surfaces)].map(surfaceNamed);

  const start = async (surface: Surface): Promise<Started> => {
    const key = keyOf(surface.name);
    const context = {
      surface,
      key,
      seed,
      latencyMs,
      log,
      onRequest,
      faults: () => faults,
      isClosing: () => closing !== null,
    };
    const listener = await listen(keepsProcess, (request, response) => {
      void exchange(context, request, response);
    });
    return { surface, listener, key, base: listener.origin + surface.basePath };
  };

  const started = await startAll(chosen, start);
  const named = (name: SurfaceName): Started => {
    const found = started.find(({ surface }) => surface.name === name);
    if (found !== undefined) return found;
    const names = started.map(({ surface }) => surface.name).join(', ');
    throw new Error(`The simulator did not start ${name}. Started: ${names}.`);
  };
  return {
    base: (name) => named(name).base,
    key: (name) => named(name).key,
    env: () => {
      const variables = started.map(({ surface, base, key }) => surface.variables(base, key));
      return Object.assign({}, ...variables, embeddedSettings());
    },
    log: { entries: log.entries, peak: log.peak, clear: log.clear },
    script(text) {
      faults = createFaults(text, seed);
    },
    close() {
      closing ??= closeAll(started);
      return closing;
    },
  };
}

function surfaceNamed(name: SurfaceName): Surface {
  if (Object.hasOwn(SURFACES, name)) return SURFACES[name];
  throw new Error(`No surface is named ${name}. Surfaces: ${SURFACE_NAMES.join(', ')}.`);
}

function keyOf(name: SurfaceName): string {
  return `sim-${name}`;
}

async function startAll(
  surfaces: readonly Surface[],
  start: (surface: Surface) => Promise<Started>,
): Promise<readonly Started[]> {
  const results = await Promise.allSettled(surfaces.map(start));
  const started = results.flatMap((result) =>
    result.status === 'fulfilled' ? [result.value] : [],
  );
  const failed = results.find((result) => result.status === 'rejected');
  if (failed === undefined) return started;
  await closeAll(started);
  throw new Error('The simulator could not listen on 127.0.0.1.', { cause: failed.reason });
}

async function closeAll(started: readonly Started[]): Promise<void> {
  await Promise.all(started.map(({ listener }) => listener.close()));
}
