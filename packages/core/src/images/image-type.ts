/** The first bytes of each kind of picture that a chat request may carry. */
const SIGNATURES: readonly (readonly [mediaType: string, hex: RegExp])[] = [
  ['image/png', /^89504e470d0a1a0a/],
  ['image/jpeg', /^ffd8ff/],
  ['image/gif', /^47494638(?:37|39)61/],
  ['image/webp', /^52494646.{8}57454250/],
];

const LONGEST_SIGNATURE = 12;

/** The media type of a picture by its first bytes, whatever its name says; none for anything else. */
export function imageType(bytes: Buffer): string | undefined {
  const start = bytes.toString('hex', 0, LONGEST_SIGNATURE);
  return SIGNATURES.find(([, hex]) => hex.test(start))?.[0];
}
