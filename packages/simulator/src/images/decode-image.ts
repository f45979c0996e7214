import { decodePng } from './decode-png.ts';
import type { DecodedImage } from './decoded-image.ts';
import { gifSize, jpegSize, type Size, webpSize } from './image-size.ts';

type Reader = (bytes: Buffer) => DecodedImage | null;

const READERS: readonly (readonly [magic: RegExp, read: Reader])[] = [
  [/^89504e470d0a1a0a/u, decodePng],
  [/^ffd8ff/u, sized('jpeg', jpegSize)],
  [/^47494638(?:37|39)61/u, sized('gif', gifSize)],
  [/^52494646.{8}57454250/u, sized('webp', webpSize)],
];

const MAGIC_BYTES = 12;

/** Reads an image: a PNG with its pixels, JPEG, GIF and WebP by their headers. `null` if broken. */
export function decodeImage(bytes: Buffer): DecodedImage | null {
  const magic = bytes.toString('hex', 0, MAGIC_BYTES);
  const read = READERS.find(([pattern]) => pattern.test(magic))?.[1];
  return read?.(bytes) ?? null;
}

function sized(format: DecodedImage['format'], sizeOf: (bytes: Buffer) => Size | null): Reader {
  return (bytes) => {
    const size = sizeOf(bytes);
    if (size === null || size.width === 0 || size.height === 0) return null;
    return { format, ...size, dominant: null };
  };
}
