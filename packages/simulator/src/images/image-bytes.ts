/** The bytes of a base64 `data:` URL of an image, or `null`: of anything else nothing is fetched. */
export function imageBytes(url: string): Buffer | null {
  const match = /^data:image\/[\w.+-]+(?:;[\w=.-]+)*;base64,/iu.exec(url);
  if (match === null) return null;
  const base64 = url.slice(match[0].length).trim();
  if (base64 === '' || base64.length % 4 === 1) return null;
  return /^[A-Za-z0-9+/\s_-]*={0,2}$/u.test(base64) ? Buffer.from(base64, 'base64') : null;
}
