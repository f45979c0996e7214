import { type SimulatorOptions, startSimulator } from '@scillm/simulator';
import { onTestFinished, vi } from 'vitest';

type Simulator = Awaited<ReturnType<typeof startSimulator>>;

/** Starts a simulator that closes with the test. */
export async function simulate(options: SimulatorOptions = {}): Promise<Simulator> {
  const simulator = await startSimulator(options);
  onTestFinished(() => simulator.close());
  return simulator;
}

/** Points the environment at a simulator of the two Chutes bases; waits before retries are short, there is no rate limit. */
export async function simulatedEnvironment(
  faults = '',
  options: SimulatorOptions = {},
): Promise<Simulator> {
  const simulator = await simulate({ surfaces: ['chutes-1', 'chutes-2'], faults, ...options });
  for (const [name, value] of Object.entries(simulator.env())) vi.stubEnv(name, value);
  vi.stubEnv('SCILLM_SIMULATOR', 'off');
  vi.stubEnv('SCILLM_RATE_LIMIT_QPS', '');
  vi.stubEnv('LITELLM_RETRY_AFTER', '1ms');
  return simulator;
}

/** Takes every base and key away from the environment. */
export function bareEnvironment(): void {
  for (const name of ['CHUTES_API', 'SCILLM_API'].flatMap((each) => [
    `${each}_BASE`,
    `${each}_KEY`,
  ])) {
    for (const ending of ['', '_1', '_2']) vi.stubEnv(`${name}${ending}`, '');
  }
  vi.stubEnv('SCILLM_SIMULATOR', 'off');
}
