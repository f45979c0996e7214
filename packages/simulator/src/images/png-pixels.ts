import type { Pixels } from './dominant-colour.ts';
import type { PngChunk } from './png-chunks.ts';

const OPAQUE = 255;

type Rgba = readonly [red: number, green: number, blue: number, alpha: number];
type Expand = (samples: Buffer, at: number) => Rgba | null;

const byte = (bytes: Buffer, at: number): number => bytes[at] ?? 0;
const grey = (level: number, alpha: number): Rgba => [level, level, level, alpha];

/**
 * Turns the samples of a PNG into pixels; `null` if it needs a palette that is missing or too
 * short. The single transparent colour of types 0 and 2 is not looked at.
 */
export function pngPixels(
  raw: Buffer,
  colourType: number,
  chunks: readonly PngChunk[],
): Pixels | null {
  const [samples, expand] = expander(colourType, chunks);
  const pixels = new Uint8Array((raw.length / samples) * 4);
  for (let from = 0, to = 0; from < raw.length; from += samples, to += 4) {
    const pixel = expand(raw, from);
    if (pixel === null) return null;
    pixels.set(pixel, to);
  }
  return pixels;
}

function expander(colourType: number, chunks: readonly PngChunk[]): readonly [number, Expand] {
  const rows: ReadonlyMap<number, readonly [number, Expand]> = new Map<
    number,
    readonly [number, Expand]
  >([
    [0, [1, (raw, at) => grey(byte(raw, at), OPAQUE)]],
    [2, [3, (raw, at) => [byte(raw, at), byte(raw, at + 1), byte(raw, at + 2), OPAQUE]]],
    [4, [2, (raw, at) => grey(byte(raw, at), byte(raw, at + 1))]],
    [6, [4, (raw, at) => [byte(raw, at), byte(raw, at + 1), byte(raw, at + 2), byte(raw, at + 3)]]],
  ]);
  return rows.get(colourType) ?? [1, palette(chunks)];
}

function palette(chunks: readonly PngChunk[]): Expand {
  const colours = chunks.find(({ type }) => type === 'PLTE')?.data ?? Buffer.alloc(0);
  const alphas = chunks.find(({ type }) => type === 'tRNS')?.data ?? Buffer.alloc(0);
  return (raw, at) => {
    const index = byte(raw, at);
    if (index * 3 + 2 >= colours.length) return null;
    const [red = 0, green = 0, blue = 0] = colours.subarray(index * 3, index * 3 + 3);
    return [red, green, blue, alphas[index] ?? OPAQUE];
  };
}
