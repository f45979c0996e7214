export type { KeyStyle } from './auth-memory.ts';
export {
  type AuthProbeOptions,
  type AuthProbeReport,
  type AuthProbeResult,
  authProbe,
} from './auth-probe.ts';
export {
  type CompatibleOptions,
  type CompatibleTransport,
  createCompatible,
} from './create-compatible.ts';
export type { Preset } from './preset.ts';
export { PRESETS, type PresetName } from './presets.ts';
export type { Utilisation } from './read-utilisation.ts';
