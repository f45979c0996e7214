import { ChatError } from '@scillm/core';
import type { Tool } from './tool.ts';

/** Tools by their names. Throws `invalid_config` if two have one name. */
export function toolsByName(tools: readonly Tool[]): ReadonlyMap<string, Tool> {
  const known = new Map<string, Tool>();
  for (const tool of tools) {
    if (known.has(tool.name)) {
      throw new ChatError(
        'invalid_config',
        `Two tools are named ${tool.name}. Rename one of them.`,
      );
    }
    known.set(tool.name, tool);
  }
  return known;
}
