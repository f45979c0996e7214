/** The lines of a text with their ends, cut where Python's `str.splitlines(True)` cuts. */
export function splitLines(text: string): string[] {
  return text.match(LINE) ?? [];
}

// Python also ends a line at VT, FF, FS, GS, RS, NEL and the two Unicode separators.
const LINE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these control characters are the line ends to be found
  /[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]*(?:\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029])|[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+$/g;
