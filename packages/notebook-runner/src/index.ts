export { checkNotebook } from './check/check-notebook.ts';
export { isStale } from './check/is-stale.ts';
export { type TypecheckOptions, typecheckNotebooks } from './check/typecheck-notebooks.ts';
export { type Catalog, type CatalogEntry, readCatalog } from './cli/catalog.ts';
export { EXIT, type ExitCode } from './cli/exit-code.ts';
export { type CliIo, main } from './cli/main.ts';
export type { Display } from './display/output-hook.ts';
export { createExecutor, type ExecutorOptions } from './executor/create-executor.ts';
export type { ExecutionRequest, ExecutionResult, Executor } from './executor/executor.ts';
export type { CellError, CellOutput } from './executor/protocol.ts';
export { formatNotebook } from './format/format-notebook.ts';
export { normalizeNotebook } from './format/normalize-notebook.ts';
export type {
  Cell,
  CellMetadata,
  CodeCell,
  DisplayOutput,
  ErrorOutput,
  JsonObject,
  JsonValue,
  MimeBundle,
  Notebook,
  Output,
  ResultOutput,
  StreamOutput,
  TextCell,
} from './format/notebook.ts';
export { NotebookError } from './format/notebook-error.ts';
export { parseNotebook } from './format/parse-notebook.ts';
export { readNotebook } from './format/read-notebook.ts';
export { validateNotebook } from './format/validate-notebook.ts';
export { allowEnvironment, type Environment, PASS, type PassList } from './run/environment.ts';
export {
  BASELINE_NODE_MAJOR,
  type KeepSnapshotOptions,
  type KeptSnapshot,
  keepSnapshot,
  snapshotPath,
} from './run/keep-snapshot.ts';
export { liveKeys, MODE_SENTENCES, MODES, type Mode, resolveMode } from './run/mode.ts';
export type { CellRun, NotebookRun, RunEvent, RunStatus } from './run/notebook-run.ts';
export { type RunNotebookOptions, runNotebook } from './run/run-notebook.ts';
export { sourceHash } from './run/source-hash.ts';
export {
  createScrubber,
  type Scrubbed,
  type Scrubber,
  type ScrubberOptions,
} from './scrub/create-scrubber.ts';
export { ANNOTATED } from './scrub/secret-name.ts';
export { SecretSurvivedError } from './scrub/secret-survived-error.ts';
export { CellSyntaxError, type Position } from './transform/cell-syntax-error.ts';
export { type TransformedCell, transformCell } from './transform/transform-cell.ts';
