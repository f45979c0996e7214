import { chutesSurface } from './chutes-surface.ts';
import { openaiSurface } from './openai-surface.ts';
import type { Surface } from './surface.ts';
import type { SurfaceName } from './surface-name.ts';

/** Every surface, by name. */
export const SURFACES: Readonly<Record<SurfaceName, Surface>> = {
  'chutes-1': chutesSurface({
    name: 'chutes-1',
    accepts: ['bearer', 'x-api-key'],
    extraLoad: 0,
    variables: (base, key) => ({
      CHUTES_API_BASE: base,
      CHUTES_API_KEY: key,
      CHUTES_TEXT_MODEL: 'moonshotai/Kimi-K2-Instruct-0905',
      CHUTES_TEXT_MODEL_ALT1: 'deepseek-ai/DeepSeek-V3.1',
      CHUTES_VLM_MODEL: 'Qwen/Qwen3-VL-235B-A22B-Instruct',
      CHUTES_VLM_MODEL_ALT1: 'Qwen/Qwen2.5-VL-32B-Instruct',
      CHUTES_TOOLS_MODEL: 'Qwen/Qwen3-235B-A22B-Instruct-2507',
    }),
  }),
  'chutes-2': chutesSurface({
    name: 'chutes-2',
    accepts: ['x-api-key'],
    extraLoad: 0.35,
    variables: (base, key) => ({ CHUTES_API_BASE_2: base, CHUTES_API_KEY_2: key }),
  }),
  openai: openaiSurface,
};
