import { crc32 } from 'node:zlib';

/** One chunk of a PNG. */
export interface PngChunk {
  /** Its four letters. */
  readonly type: string;
  /** Its data. */
  readonly data: Buffer;
}

const SIGNATURE_BYTES = 8;
const FRAME_BYTES = 12;

/** The chunks of a PNG up to `IEND`, or `null` if one is cut or its checksum is wrong. */
export function pngChunks(bytes: Buffer): readonly PngChunk[] | null {
  const chunks: PngChunk[] = [];
  let at = SIGNATURE_BYTES;
  while (at + FRAME_BYTES <= bytes.length) {
    const length = bytes.readUInt32BE(at);
    const end = at + FRAME_BYTES + length;
    if (end > bytes.length) return null;
    const named = bytes.subarray(at + 4, end - 4);
    if (crc32(named) !== bytes.readUInt32BE(end - 4)) return null;
    const type = named.toString('latin1', 0, 4);
    chunks.push({ type, data: named.subarray(4) });
    if (type === 'IEND') return chunks;
    at = end;
  }
  return null;
}
