/** A stretch of text, in UTF-16 offsets. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/**
 * What stands between the fence marks, where the whole text is one fenced block; `undefined` for any
 * other text. The text has no white space around it.
 */
export function fenceAround(text: string): Stretch | undefined {
  if (!text.startsWith('```') || !text.endsWith('```')) return undefined;
  const line = text.indexOf('\n');
  const end = text.length - 3;
  if (line === -1 || line >= end || !/^```[\w+#.-]*\s*$/.test(text.slice(0, line)))
    return undefined;
  return { start: line + 1, end };
}
