/**
 * Where the first request ends, or 0 if it is not whole yet.
 *
 * @param {string} text
 */
export function endOfRequest(text) {
  const head = text.indexOf('\r\n\r\n');
  if (head === -1) return 0;
  const [, length = '0'] = /\r\ncontent-length: *(\d+)/i.exec(text) ?? [];
  const end = head + 4 + Number(length);
  return text.length >= end ? end : 0;
}
