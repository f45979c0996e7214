/** Tells whether a text matches a schema's pattern; a pattern that is no expression matches nothing. */
export function matchesPattern(pattern: unknown, text: string): boolean {
  try {
    return new RegExp(String(pattern), 'u').test(text);
  } catch {
    return false;
  }
}
