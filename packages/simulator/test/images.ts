import { crc32, deflateSync } from 'node:zlib';

/** What {@link png} draws. */
export interface PngOptions {
  readonly width: number;
  readonly height: number;
  readonly colourType: number;
  /** The samples of the pixel at a place. */
  readonly pixel: (x: number, y: number) => readonly number[];
  /** The filter of a row, 0 to 4. @default 0 */
  readonly filter?: (y: number) => number;
  /** Chunks between header and data. */
  readonly extra?: readonly Buffer[];
  /** @default 8 */
  readonly bitDepth?: number;
  /** @default 0 */
  readonly interlace?: number;
}

/** One chunk of a PNG. */
export function pngChunk(type: string, data: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(4);
  frame.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([frame, named, sum]);
}

/** Draws a PNG. */
export function png(options: PngOptions): Buffer {
  const { width, height, colourType, extra = [], bitDepth = 8, interlace = 0 } = options;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([bitDepth, colourType, 0, 0, interlace], 8);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    pngChunk('IHDR', header),
    ...extra,
    pngChunk('IDAT', deflateSync(filtered(options))),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

/** The `data:` URL of an image. */
export function dataUrl(bytes: Buffer, type = 'png'): string {
  return `data:image/${type};base64,${bytes.toString('base64')}`;
}

/** A PNG of one colour. */
export function solid(width: number, height: number, rgb: readonly number[]): Buffer {
  return png({ width, height, colourType: 2, pixel: () => rgb });
}

/** The body fields of a chat that shows images. */
export function showing(...urls: readonly string[]): object {
  const parts = urls.map((url) => ({ type: 'image_url', image_url: { url } }));
  const text = { type: 'text', text: 'What is in it?' };
  return { messages: [{ role: 'user', content: [text, ...parts] }] };
}

/** The rows of a picture, each behind its filter byte. */
export function filtered({ width, height, pixel, filter = () => 0 }: PngOptions): Buffer {
  let above: readonly number[] = [];
  const rows = Array.from({ length: height }, (_, y) => {
    const row = Array.from({ length: width }, (_unused, x) => pixel(x, y)).flat();
    const size = row.length / width;
    const type = filter(y);
    const written = row.map((sample, at) => {
      const [left, up, corner] = [row[at - size] ?? 0, above[at] ?? 0, above[at - size] ?? 0];
      const isFirst = at < size;
      return sample - predicted(type, isFirst ? 0 : left, up, isFirst ? 0 : corner);
    });
    above = row;
    return Buffer.from([type, ...written.map((value) => value & 0xff)]);
  });
  return Buffer.concat(rows);
}

function predicted(type: number, left: number, up: number, corner: number): number {
  const nearest = [left, up, corner]
    .map((value, order) => ({ value, order, distance: Math.abs(left + up - corner - value) }))
    .sort((a, b) => a.distance - b.distance || a.order - b.order);
  return [0, left, up, Math.floor((left + up) / 2), nearest[0]?.value ?? 0][type] ?? 0;
}
