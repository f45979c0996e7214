import { onTestFinished } from 'vitest';
import type { Simulator, SimulatorOptions } from '../src/simulator-contract.ts';
import { startSimulator } from '../src/start-simulator.ts';

/** Starts a simulator that is closed when the test is over. */
export async function started(options: SimulatorOptions = {}): Promise<Simulator> {
  const simulator = await startSimulator(options);
  onTestFinished(() => simulator.close());
  return simulator;
}
