import type { Cell, CodeCell, JsonObject, Notebook, TextCell } from '../format/notebook.ts';
import { isSecretName } from '../scrub/secret-name.ts';
import type { Environment } from './environment.ts';
import { MODE_SENTENCES, type Mode } from './mode.ts';
import type { RunStatus } from './notebook-run.ts';

/** The id, and the tag, of the cell on top of a snapshot. */
export const METADATA_CELL = 'execution-metadata';

/** What the metadata cell tells. */
export interface SnapshotFacts {
  readonly mode: Mode;
  readonly status: RunStatus;
  readonly sourceSha256: string;
  readonly nodeMajor: number;
  /** The environment as the notebook's process saw it. */
  readonly env: Environment;
  /** Variables whose values are shown. */
  readonly annotate: readonly string[];
}

/** The notebook with the cells that were run in place of their sources, and the metadata cell on top. */
export function buildSnapshot(
  notebook: Notebook,
  ran: readonly CodeCell[],
  facts: SnapshotFacts,
): Notebook {
  const byId = new Map(ran.map((cell) => [cell.id, cell]));
  const cells: Cell[] = notebook.cells.map((cell) => byId.get(cell.id) ?? cell);
  return { ...notebook, cells: [metadataCell(notebook, facts), ...cells] };
}

// No times, process ids, ports or dates: the same run again must give the same bytes.
function metadataCell(notebook: Notebook, facts: SnapshotFacts): TextCell {
  const { mode, status, sourceSha256, nodeMajor, env, annotate } = facts;
  const lines = [
    `**${MODE_SENTENCES[mode]}**`,
    '',
    `- status: ${status}`,
    `- source SHA-256: \`${sourceSha256}\``,
    `- Node: ${nodeMajor}`,
    ...annotate.map(
      (name) => `- ${name}: ${env[name] === undefined ? 'unset' : `\`${env[name]}\``}`,
    ),
    ...keyNames(notebook, env).map((name) => `- ${name}: ${env[name] ? 'set' : 'unset'}`),
  ];
  const machine: JsonObject = { mode, node_major: nodeMajor, source_sha256: sourceSha256, status };
  return {
    cell_type: 'markdown',
    id: METADATA_CELL,
    metadata: { scillm: machine, tags: [METADATA_CELL] },
    source: lines.join('\n'),
  };
}

// The keys that the notebook asks for, and those that are there.
function keyNames(notebook: Notebook, env: Environment): string[] {
  const asked = notebook.cells
    .flatMap(({ metadata }) => metadata.tags ?? [])
    .filter((tag) => tag.startsWith('requires-env:'))
    .flatMap((tag) => tag.slice('requires-env:'.length).split('|'));
  return [...new Set([...asked, ...Object.keys(env)])].filter(isSecretName).sort();
}

/** What a snapshot's metadata cell says, or nothing if it has none. */
export function readFacts(
  snapshot: Notebook,
): { mode: Mode; status: RunStatus; sourceSha256: string } | undefined {
  const [first] = snapshot.cells;
  if (first?.id !== METADATA_CELL) return undefined;
  const { mode, status, source_sha256 } = (first.metadata['scillm'] ?? {}) as JsonObject;
  if (typeof source_sha256 !== 'string') return undefined;
  return { mode: mode as Mode, status: status as RunStatus, sourceSha256: source_sha256 };
}
