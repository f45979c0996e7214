/** A size in pixels. */
export interface Size {
  /** Pixels across. */
  readonly width: number;
  /** Pixels down. */
  readonly height: number;
}

/** The size in the header of a GIF, or `null` if the header is cut. */
export function gifSize(bytes: Buffer): Size | null {
  if (bytes.length < 10) return null;
  return { width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) };
}

/** The size in the first frame header of a JPEG, or `null` if there is none. */
export function jpegSize(bytes: Buffer): Size | null {
  let at = 2;
  while (at + 9 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0;
    if (isFrame(marker)) {
      return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    }
    // A fill byte stands alone; every other segment here says how long it is.
    at += marker === 0xff ? 1 : 2 + bytes.readUInt16BE(at + 2);
  }
  return null;
}

function isFrame(marker: number): boolean {
  const isInRange = marker >= 0xc0 && marker <= 0xcf;
  return isInRange && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

const WEBP_SIZES: ReadonlyMap<string, (bytes: Buffer) => Size> = new Map([
  [
    'VP8 ',
    (bytes: Buffer) => ({
      width: bytes.readUInt16LE(26) & 0x3fff,
      height: bytes.readUInt16LE(28) & 0x3fff,
    }),
  ],
  [
    'VP8L',
    (bytes: Buffer) => {
      const packed = bytes.readUInt32LE(21);
      return { width: (packed & 0x3fff) + 1, height: ((packed >>> 14) & 0x3fff) + 1 };
    },
  ],
  [
    'VP8X',
    (bytes: Buffer) => ({
      width: bytes.readUIntLE(24, 3) + 1,
      height: bytes.readUIntLE(27, 3) + 1,
    }),
  ],
]);

/** The size in the first chunk of a WebP, or `null` if it is cut or of an unknown kind. */
export function webpSize(bytes: Buffer): Size | null {
  if (bytes.length < 30) return null;
  return WEBP_SIZES.get(bytes.toString('latin1', 12, 16))?.(bytes) ?? null;
}
