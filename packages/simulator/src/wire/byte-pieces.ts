import { createSeeded } from '../answers/seeded.ts';

const LONGEST = 7;

/** Bytes in pieces of one to seven, whose seams fall anywhere: in a character, in a line end. */
export function bytePieces(text: string): readonly Buffer[] {
  const bytes = Buffer.from(text);
  const random = createSeeded('split', text);
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + random.integer(1, LONGEST);
    pieces.push(bytes.subarray(at, end));
    at = end;
  }
  return pieces;
}
