/**
 * The JSON of a slice whose every quote was escaped once too often, as in `{\"a\": \"b\"}`;
 * `undefined` for any other slice.
 */
export function unescapeSlice(slice: string): string | undefined {
  if (!ESCAPED_START.test(slice)) return undefined;
  const literal = slice.replace(RAW_SPACE, (space) => JSON.stringify(space).slice(1, -1));
  try {
    return JSON.parse(`"${literal}"`);
  } catch {
    return undefined;
  }
}

const ESCAPED_START = /^[{[](?:\\[nrt]|\s|[{[])*\\"/;
const RAW_SPACE = /[\n\r\t]/g;
