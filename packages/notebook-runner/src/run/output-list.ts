import type { CellOutput } from '../executor/protocol.ts';
import type { DisplayOutput, Output } from '../format/types.ts';

/** Makes notebook outputs of what cells put out; displays can be replaced across cells by their id. */
export interface OutputLists {
  /** A new list for a cell, and what fills it. */
  next(executionCount: number): {
    readonly outputs: Output[];
    readonly add: (output: CellOutput) => void;
  };
}

/** Creates the lists of one notebook. */
export function createOutputLists(): OutputLists {
  const named = new Map<string, DisplayOutput[]>();
  return {
    next(executionCount) {
      const outputs: Output[] = [];
      const add = (output: CellOutput): void => {
        if (output.kind === 'stream') return addText(outputs, output.name, output.text);
        const { data, metadata, id, isUpdate } = output.display;
        const earlier = named.get(id ?? '') ?? [];
        if (isUpdate) {
          for (const shown of earlier) Object.assign(shown, { data, metadata });
          return;
        }
        const shown = { output_type: 'display_data' as const, data, metadata: { ...metadata } };
        if (output.kind === 'display') outputs.push(shown);
        else {
          const result = { ...shown, output_type: 'execute_result' as const };
          outputs.push({ ...result, execution_count: executionCount });
        }
        if (id !== undefined) named.set(id, [...earlier, shown]);
      };
      return { outputs, add };
    },
  };
}

function addText(outputs: Output[], name: 'stdout' | 'stderr', text: string): void {
  const last = outputs.at(-1);
  if (last?.output_type === 'stream' && last.name === name) last.text += text;
  else outputs.push({ output_type: 'stream', name, text });
}
