import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ChatError } from '../error/chat-error.ts';
import { type ImagePartOptions, imagePart } from './image-part.ts';

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

let folder: string;
const at = (...names: readonly string[]): string => join(folder, ...names);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'image-part-'));
  mkdirSync(at('inside', 'deep'), { recursive: true });
  mkdirSync(at('inside-not'));
  for (const name of ['outside.png', 'inside/a.png', 'inside/deep/b.png', 'inside-not/c.png']) {
    writeFileSync(at(name), PNG);
  }
  symlinkSync(at('outside.png'), at('inside/out.png'));
  symlinkSync('../inside-not/c.png', at('inside/near.png'));
  symlinkSync('deep/b.png', at('inside/deeper.png'));
  symlinkSync('a.png', at('inside/same.png'));
  symlinkSync('..', at('inside/up'));
  symlinkSync('nowhere.png', at('inside/dangling.png'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function refusal(path: string, options?: ImagePartOptions): Promise<string> {
  const error: unknown = await imagePart(path, options).catch((thrown: unknown) => thrown);
  if (!ChatError.is(error)) throw new Error(`${path} was taken`);
  expect(error.code).toBe('invalid_request');
  expect(error.message).not.toContain('base64');
  return error.message;
}

describe('imagePart', () => {
  it.each([
    ['png', '89504e470d0a1a0a00000000'],
    ['jpeg', 'ffd8ffe000104a4649460001'],
    ['gif', '474946383761010001000000'],
    ['gif', '474946383961010001000000'],
    ['webp', '524946462400000057454250'],
  ])('K12 tells %s by its first bytes, not by its name', async (type, hex) => {
    const bytes = Buffer.from(hex, 'hex');
    writeFileSync(at('picture.txt'), bytes);
    expect(await imagePart(at('picture.txt'))).toEqual({
      type: 'image_url',
      image_url: { url: `data:image/${type};base64,${bytes.toString('base64')}` },
    });
  });

  it.each([
    ['text', Buffer.from('a picture, honestly')],
    ['an empty file', Buffer.alloc(0)],
    ['a truncated signature', PNG.subarray(0, 7)],
    ['a RIFF file of another kind', Buffer.from('524946462400000057415645', 'hex')],
    ['a signature later in the file', Buffer.concat([Buffer.from(' '), PNG])],
    ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
  ])('K12 refuses %s, even called .png', async (_what, bytes) => {
    writeFileSync(at('false.png'), bytes);
    expect(await refusal(at('false.png'))).toMatch(/is not a PNG, JPEG, GIF or WebP\. Convert it/);
  });

  it('K12 passes http and https URLs verbatim, unread', async () => {
    for (const url of ['https://example.test/a b.png?x=1#y', 'HTTP://127.0.0.1:9/none']) {
      expect(await imagePart(url, { root: 'no such folder', maxBytes: 0 })).toEqual({
        type: 'image_url',
        image_url: { url },
      });
    }
  });

  it('K12 takes up to maxBytes, 5 MiB unless set, and measures before it reads', async () => {
    writeFileSync(at('big.png'), PNG);
    truncateSync(at('big.png'), 5 * 1024 * 1024);
    expect((await imagePart(at('big.png'))).image_url.url.length).toBeGreaterThan(6_990_000);
    truncateSync(at('big.png'), 5 * 1024 * 1024 + 1);
    expect(await refusal(at('big.png'))).toMatch(/over the 5 MiB of maxBytes\. Shrink it/);
    await imagePart(at('big.png'), { maxBytes: 6_000_000 });
    truncateSync(at('big.png'), 2 ** 40);
    expect(await refusal(at('big.png'))).toMatch(/has 1048576 MiB/);
    expect(await refusal(at('inside/a.png'), { maxBytes: PNG.length - 1 })).toMatch(/maxBytes/);
    expect(await refusal(at('inside/a.png'), { maxBytes: Number.NaN })).toMatch(/maxBytes/);
  });

  it('K12 follows links inside root only', async () => {
    for (const name of ['a.png', 'same.png', 'deeper.png']) await imagePart(at('inside', name));
    for (const name of ['out.png', 'near.png']) {
      expect(await refusal(at('inside', name))).toMatch(/leads out of root/);
    }
    await imagePart(at('inside/out.png'), { root: folder });
    await imagePart(at('inside/deeper.png'), { root: at('inside/deep') });
    expect(await refusal(at('inside/a.png'), { root: at('inside/deep') })).toMatch(/\broot\b/);
  });

  it('K12 starts relative paths at root, and lets none climb out', async () => {
    const root = at('inside');
    await imagePart('deep/b.png', { root });
    await imagePart('deep/../a.png', { root });
    for (const path of ['../outside.png', 'up/outside.png', '../inside-not/c.png', folder]) {
      expect(await refusal(path, { root })).toMatch(/leads out of root/);
    }
  });

  it('K12 names what cannot be read, and why', async () => {
    expect(await refusal(at('none.png'))).toMatch(/none\.png" cannot be read \(ENOENT\)/);
    expect(await refusal(at('inside/dangling.png'))).toMatch(/ENOENT/);
    expect(await refusal('a.png', { root: at('none') })).toMatch(/ENOENT/);
    expect(await refusal('a\0.png')).toMatch(/cannot be read/);
    expect(await refusal('')).toMatch(/is no regular file/);
    expect(await refusal(at('inside'))).toMatch(/is no regular file/);
  });

  it('K12 neither waits for a named pipe nor shows a path in full that is no path', async () => {
    execFileSync('/usr/bin/mkfifo', [at('pipe.png')]);
    expect(await refusal(at('pipe.png'))).toMatch(/is no regular file/);
    expect(await refusal(`data:image/png;charset=x,${'A'.repeat(9_000)}`)).toMatch(
      /A…" cannot be read/,
    );
  });
});
