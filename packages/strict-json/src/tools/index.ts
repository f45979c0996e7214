export type { Checked } from '../schema/checked.ts';
export type { JsonSchema } from '../schema/compiled-schema.ts';
export { assembleToolCalls, type ToolCallAssembler } from './assemble-tool-calls.ts';
export { forceTool } from './force-tool.ts';
export { readToolCalls, type ToolCallSource } from './read-tool-calls.ts';
export { runTools } from './run-tools.ts';
export { type ArgumentsOf, type Tool, type ToolOptions, type ToolSchema, tool } from './tool.ts';
export type { RefusedToolCall, ToolCallReading, ValidToolCall } from './tool-call-reading.ts';
export { toolError } from './tool-error.ts';
export { toolResult } from './tool-result.ts';
export type {
  ToolCallOutcome,
  ToolRound,
  ToolRun,
  ToolRunOptions,
  ToolRunRequest,
} from './tool-run.ts';
export { ToolRunError, type ToolRunProgress } from './tool-run-error.ts';
