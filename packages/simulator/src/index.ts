export type { AuthStyle, ClosedBy, LogEntry } from './log/log-entry.ts';
export type { LogFilter, RequestLog } from './log/request-log.ts';
export { type OpenedMode, type OpenModeOptions, openMode, type RunMode } from './open-mode.ts';
export type { Simulator, SimulatorOptions } from './simulator-contract.ts';
export { startSimulator } from './start-simulator.ts';
export { SURFACE_NAMES, type SurfaceName } from './surfaces/surface-name.ts';
