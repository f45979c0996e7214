import { constants } from 'node:fs';
import { type FileHandle, open, realpath } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import type { ImagePart } from '../chat/chat-message.ts';
import { ChatError } from '../error/chat-error.ts';
import { imageType } from './image-type.ts';
import { inMiB } from './in-mib.ts';

/** Options of {@link imagePart}. */
export interface ImagePartOptions {
  /**
   * The largest file to take.
   *
   * @default 5242880, 5 MiB
   */
  readonly maxBytes?: number;
  /**
   * The folder the file must lie in once symbolic links are followed. A relative path starts there.
   *
   * @default the file's own folder; a relative path starts at the working folder
   */
  readonly root?: string;
}

/**
 * A picture as a part of a user message: a file as a `data:` URL, its type told by its first bytes
 * (PNG, JPEG, GIF, WebP); an `http:` or `https:` URL as it is, for the backend to fetch.
 *
 * Rejects with `invalid_request`, before anything is sent, for a file that is missing, too large, no
 * such picture, or reached by a link that leaves `root`.
 */
export async function imagePart(path: string, options: ImagePartOptions = {}): Promise<ImagePart> {
  const url = /^https?:\/\//i.test(path) ? path : await dataUrl(path, options);
  return { type: 'image_url', image_url: { url } };
}

const DEFAULT_MAX_BYTES = 5 * 1024 * 1024;

async function dataUrl(path: string, options: ImagePartOptions): Promise<string> {
  const { maxBytes = DEFAULT_MAX_BYTES } = options;
  const bytes = await readConfined(path, maxBytes, options.root);
  const type = imageType(bytes);
  if (type === undefined) {
    throw refused(path, 'is not a PNG, JPEG, GIF or WebP. Convert it, or send its text as text.');
  }
  return `data:${type};base64,${bytes.toString('base64')}`;
}

async function readConfined(path: string, maxBytes: number, root?: string): Promise<Buffer> {
  try {
    const file = await realpath(resolve(root ?? '', path));
    const folder = await realpath(root ?? dirname(resolve(path)));
    if (!isInside(folder, file)) {
      throw refused(
        path,
        'leads out of root, its own folder unless set. Set root to a folder that holds it.',
      );
    }
    // Not blocking: a named pipe would wait for its writer.
    const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      return await readBounded(handle, path, maxBytes);
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (ChatError.is(error)) throw error;
    throw refused(
      path,
      `cannot be read${codeOf(error)}. Check the path and its permissions.`,
      error,
    );
  }
}

async function readBounded(handle: FileHandle, path: string, maxBytes: number): Promise<Buffer> {
  const stats = await handle.stat();
  if (!stats.isFile()) throw refused(path, 'is no regular file. Give the path of a picture.');
  // Said this way round, a maxBytes that is no number refuses everything.
  if (!(stats.size <= maxBytes)) {
    const sizes = `has ${inMiB(stats.size)}, over the ${inMiB(maxBytes)} of maxBytes`;
    throw refused(path, `${sizes}. Shrink it, or raise maxBytes.`);
  }
  return readUpTo(handle, stats.size);
}

/** What a file holds up to a length, should it grow meanwhile. */
async function readUpTo(handle: FileHandle, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(bytes, filled, length - filled, filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

function isInside(folder: string, file: string): boolean {
  const way = relative(folder, file);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function codeOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  return code === undefined ? '' : ` (${code})`;
}

const SHOWN_PATH = 120;

function refused(path: string, why: string, cause?: unknown): ChatError {
  const shown = path.length > SHOWN_PATH ? `${path.slice(0, SHOWN_PATH)}…` : path;
  return new ChatError('invalid_request', `imagePart: the image "${shown}" ${why}`, { cause });
}
