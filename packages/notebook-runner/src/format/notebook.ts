/** Any value JSON can hold. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** A JSON object whose keys are not known here: they survive a read and a write untouched. */
export type JsonObject = { [key: string]: JsonValue };

/** Representations of one value by MIME type. JSON types hold a value, all others text. */
export type MimeBundle = JsonObject;

/** Text written to stdout or stderr. */
export interface StreamOutput {
  output_type: 'stream';
  name: 'stdout' | 'stderr';
  text: string;
}

/** Something a cell showed by `display`. */
export interface DisplayOutput {
  output_type: 'display_data';
  data: MimeBundle;
  metadata: JsonObject;
}

/** The value of a cell's last expression. */
export interface ResultOutput {
  output_type: 'execute_result';
  data: MimeBundle;
  metadata: JsonObject;
  execution_count: number | null;
}

/** What a cell threw. */
export interface ErrorOutput {
  output_type: 'error';
  ename: string;
  evalue: string;
  traceback: string[];
}

/** One output of a code cell. */
export type Output = StreamOutput | DisplayOutput | ResultOutput | ErrorOutput;

/** Metadata of a cell; `tags` steer the runner. */
export type CellMetadata = JsonObject & { tags?: string[] };

/** A code cell; its `source` is one string in memory and a line array on disk. */
export interface CodeCell {
  cell_type: 'code';
  id: string;
  metadata: CellMetadata;
  source: string;
  execution_count: number | null;
  outputs: Output[];
}

/** A cell of prose, or of text no one reads. */
export interface TextCell {
  cell_type: 'markdown' | 'raw';
  id: string;
  metadata: CellMetadata;
  source: string;
  attachments?: { [name: string]: MimeBundle };
}

/** One cell. */
export type Cell = CodeCell | TextCell;

/** A notebook of format 4.5, with multi-line text joined. */
export interface Notebook {
  cells: Cell[];
  metadata: JsonObject;
  nbformat: 4;
  nbformat_minor: 5;
}
