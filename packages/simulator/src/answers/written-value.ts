/** What a text gives as the value of a name: `title: Dune`, `title = "Dune"`; `null` if nothing. */
export function writtenValue(text: string, name: string): string | null {
  const quotedName = name.replaceAll(/[\\^$.*+?()[\]{}|]/gu, String.raw`\$&`);
  const start = new RegExp(`(?<![\\w-])["'\`]?${quotedName}["'\`]?\\s*[:=]\\s*`, 'u').exec(text);
  if (start === null) return null;
  const rest = text.slice(start.index + start[0].length);
  const quoted = /^(["'`])(.*?)\1/u.exec(rest)?.[2];
  const plain = /^[^\n,;]+?(?=\s*(?:[\n,;]|[.!?]?\s*$|[.!?]\s))/u.exec(rest)?.[0];
  return quoted ?? plain ?? null;
}
