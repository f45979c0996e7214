import { vi } from 'vitest';
import type { AutoRouterOptions } from '../discovery/auto-router-options.ts';
import { rankEnvironment } from '../discovery/rank-environment.ts';

/** Models that the simulator's Chutes bases list. */
export const KIMI = 'moonshotai/Kimi-K2-Instruct-0905';
export const DEEPSEEK = 'deepseek-ai/DeepSeek-V3.1';
export const QWEN = 'Qwen/Qwen3-235B-A22B-Instruct-2507';
export const THINKING = 'Qwen/Qwen3-235B-A22B-Thinking-2507';
export const VL = 'Qwen/Qwen3-VL-235B-A22B-Instruct';
export const SMALL_VL = 'Qwen/Qwen2.5-VL-32B-Instruct';

/** Ids of the deployments of the environment, best first. */
export async function ranked(
  options: AutoRouterOptions = {},
  mustBeFresh = false,
): Promise<readonly string[]> {
  const { deployments } = await rankEnvironment(options, { mustBeFresh });
  return deployments.map(({ deployment }) => deployment.id);
}

/** Leaves the environment one base only, and no pins. */
export function loneBase(): void {
  for (const name of ['API_BASE_2', 'API_KEY_2', 'TEXT_MODEL', 'TEXT_MODEL_ALT1', 'TOOLS_MODEL'])
    vi.stubEnv(`CHUTES_${name}`, '');
}
