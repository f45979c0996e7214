import { inflateSync } from 'node:zlib';
import type { DecodedImage } from './decoded-image.ts';
import { dominantColour } from './dominant-colour.ts';
import { type PngChunk, pngChunks } from './png-chunks.ts';
import { pngPixels } from './png-pixels.ts';
import { unfilter } from './png-unfilter.ts';

/** What a PNG's header says. */
interface PngHeader {
  readonly width: number;
  readonly height: number;
  readonly bitDepth: number;
  readonly colourType: number;
  readonly interlace: number;
}

const HEADER_BYTES = 13;
const MOST_PIXEL_BYTES = 64 * 1024 * 1024;
const SAMPLES: ReadonlyMap<number, number> = new Map([
  [0, 1],
  [2, 3],
  [3, 1],
  [4, 2],
  [6, 4],
]);

/**
 * Decodes a PNG: 8 bits a sample, not interlaced, at most 64 MiB of pixels; of others the size
 * alone. `null` if it is broken: a wrong checksum, a missing chunk, pixels that do not inflate.
 */
export function decodePng(bytes: Buffer): DecodedImage | null {
  const chunks = pngChunks(bytes);
  const header = chunks === null ? null : headerOf(chunks);
  if (chunks === null || header === null) return null;
  const { width, height, colourType } = header;
  const samples = SAMPLES.get(colourType);
  if (samples === undefined) return null;
  const size = { format: 'png', width, height } as const;
  if (!isDecodable(header, samples)) return { ...size, dominant: null };
  const rows = inflated(chunks, height * (1 + width * samples));
  const raw = rows === null ? null : unfilter(rows, width * samples, samples);
  const pixels = raw === null ? null : pngPixels(raw, colourType, chunks);
  return pixels === null ? null : { ...size, dominant: dominantColour(pixels) };
}

function headerOf([first]: readonly PngChunk[]): PngHeader | null {
  if (first?.type !== 'IHDR' || first.data.length !== HEADER_BYTES) return null;
  const { data } = first;
  const width = data.readUInt32BE(0);
  const height = data.readUInt32BE(4);
  const [bitDepth = 0, colourType = -1, , , interlace = 0] = data.subarray(8);
  return width > 0 && height > 0 ? { width, height, bitDepth, colourType, interlace } : null;
}

function isDecodable({ width, height, bitDepth, interlace }: PngHeader, samples: number): boolean {
  return bitDepth === 8 && interlace === 0 && height * (1 + width * samples) <= MOST_PIXEL_BYTES;
}

function inflated(chunks: readonly PngChunk[], length: number): Buffer | null {
  const data = chunks.filter(({ type }) => type === 'IDAT').map((chunk) => chunk.data);
  try {
    const rows = inflateSync(Buffer.concat(data), { maxOutputLength: length });
    return rows.length === length ? rows : null;
  } catch {
    return null;
  }
}
