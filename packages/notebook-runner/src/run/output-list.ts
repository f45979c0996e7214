import type { Display } from '../display/output-hook.ts';
import type { CellOutput } from '../executor/protocol.ts';
import type { DisplayOutput, Output, ResultOutput } from '../format/notebook.ts';

/** Makes notebook outputs of what the cells of one notebook put out. */
export interface OutputLists {
  /** A new list for a cell, and what fills it. */
  next(executionCount: number): {
    readonly outputs: Output[];
    readonly add: (output: CellOutput) => void;
  };
}

/** Creates the lists of one notebook; a display can replace an earlier one of any cell by its id. */
export function createOutputLists(): OutputLists {
  const named = new Map<string, (DisplayOutput | ResultOutput)[]>();
  const remember = (id: string | undefined, output: DisplayOutput | ResultOutput): void => {
    if (id !== undefined) named.set(id, [...(named.get(id) ?? []), output]);
  };
  const update = ({ id = '', data, metadata }: Display): void => {
    for (const shown of named.get(id) ?? []) Object.assign(shown, { data, metadata });
  };
  return {
    next(executionCount) {
      const outputs: Output[] = [];
      const show = (kind: 'display' | 'result', display: Display): void => {
        if (display.isUpdate) update(display);
        else {
          const output = toOutput(kind, display, executionCount);
          outputs.push(output);
          remember(display.id, output);
        }
      };
      const add = (output: CellOutput): void => {
        if (output.kind === 'stream') addText(outputs, output.name, output.text);
        else show(output.kind, output.display);
      };
      return { outputs, add };
    },
  };
}

function toOutput(
  kind: 'display' | 'result',
  { data, metadata }: Display,
  executionCount: number,
): DisplayOutput | ResultOutput {
  const shown = { data, metadata: { ...metadata } };
  if (kind === 'display') return { output_type: 'display_data', ...shown };
  return { output_type: 'execute_result', ...shown, execution_count: executionCount };
}

function addText(outputs: Output[], name: 'stdout' | 'stderr', text: string): void {
  const last = outputs.at(-1);
  if (last?.output_type === 'stream' && last.name === name) last.text += text;
  else outputs.push({ output_type: 'stream', name, text });
}
