import { describe, expect, it, vi } from 'vitest';
import type { HttpBody } from './http-client.ts';
import { headerValues } from './http-headers.ts';
import { readText } from './read-text.ts';

function bodyOf(...pieces: readonly (string | Uint8Array | Error)[]): HttpBody {
  const left = [...pieces];
  return {
    async next() {
      const piece = left.shift();
      if (piece instanceof Error) throw piece;
      return typeof piece === 'string' ? Buffer.from(piece) : piece;
    },
    cancel: vi.fn(() => {
      left.length = 0;
    }),
  };
}

const fail = { maxBytes: 6, beyond: 'fail', subject: 'chutes' } as const;

describe('readText', () => {
  it('gives a whole body, characters cut in two included', async () => {
    const euro = Buffer.from('€');
    expect(await readText(bodyOf('a', euro.subarray(0, 1), euro.subarray(1), 'b'), fail)).toBe(
      'a€b',
    );
    expect(await readText(bodyOf(), fail)).toBe('');
  });

  it('takes as many bytes as allowed, and leaves an ended body alone', async () => {
    const body = bodyOf('abc', 'def');
    expect(await readText(body, fail)).toBe('abcdef');
    expect(body.cancel).not.toHaveBeenCalled();
  });

  it('fails beyond the limit and closes', async () => {
    const body = bodyOf('abc', 'defg', 'never read');
    await expect(readText(body, fail)).rejects.toMatchObject({
      code: 'bad_response',
      reason: 'oversized',
    });
    expect(body.cancel).toHaveBeenCalledOnce();
  });

  it('R10 cuts beyond the limit and closes', async () => {
    const body = bodyOf('abc', 'defg', 'never read');
    expect(await readText(body, { ...fail, beyond: 'cut' })).toBe('abcdef');
    expect(body.cancel).toHaveBeenCalledOnce();
  });

  it('rejects with what the body rejects with', async () => {
    const error = new Error('cut');
    await expect(readText(bodyOf('a', error), fail)).rejects.toBe(error);
  });
});

describe('headerValues', () => {
  it('gives one, several or none, and nothing an object has of its own', () => {
    const headers = { one: 'a', two: ['b', 'c'] };
    expect(headerValues(headers, 'one')).toEqual(['a']);
    expect(headerValues(headers, 'two')).toEqual(['b', 'c']);
    expect(headerValues(headers, 'three')).toEqual([]);
    expect(headerValues(headers, 'constructor')).toEqual([]);
  });
});
