/** Text as a cell of a markdown table: nothing in it is markup, and it stays on one line. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|~$&]/g, '\\$&').replace(/\r?\n/g, '<br>');
}
