import { describe, expect, it } from 'vitest';
import { chat, completion, message } from '../../test/chat.ts';
import { dataUrl, png, pngChunk, showing, solid } from '../../test/images.ts';
import { started } from '../../test/started.ts';
import { describeImage } from './describe-image.ts';

const RED = [0xc8, 0x1e, 0x1e] as const;
const noisy = (x: number, y: number): readonly number[] =>
  (x + y) % 5 === 0 ? [x * 40, y * 30, 7] : RED;

describe('describeImage', () => {
  it('undoes each row filter, alone and mixed', () => {
    for (const filter of [0, 1, 2, 3, 4]
      .map((type) => (y: number) => (y < 0 ? 0 : type))
      .concat((y) => y % 5)) {
      const image = png({ width: 13, height: 11, colourType: 2, pixel: noisy, filter });
      expect(describeImage(dataUrl(image))).toBe('png 13x11, dominant #c81e1e (red)');
    }
  });

  it('reads grey, palette and alpha', () => {
    const size = { width: 4, height: 3, filter: (y: number) => y + 2 };
    const cases: readonly (readonly [number, readonly number[], string])[] = [
      [0, [128], '#808080 (gray)'],
      [4, [250, 255], '#fafafa (white)'],
      [6, [10, 20, 200, 255], '#0a14c8 (blue)'],
    ];
    for (const [colourType, samples, said] of cases) {
      const image = png({ ...size, colourType, pixel: () => samples });
      expect(describeImage(dataUrl(image))).toBe(`png 4x3, dominant ${said}`);
    }
    const palette = pngChunk('PLTE', Buffer.from([0, 0, 0, 20, 160, 40]));
    const indexed = png({ ...size, colourType: 3, pixel: () => [1], extra: [palette] });
    expect(describeImage(dataUrl(indexed))).toBe('png 4x3, dominant #14a028 (green)');
  });

  it('does not count what is transparent', () => {
    const pixel = (x: number) => (x === 0 ? [255, 255, 0, 255] : [0, 0, 0, 0]);
    const image = png({ width: 9, height: 2, colourType: 6, pixel });
    expect(describeImage(dataUrl(image))).toBe('png 9x2, dominant #ffff00 (yellow)');
    const clear = png({ width: 9, height: 2, colourType: 6, pixel: () => [0, 0, 0, 0] });
    expect(describeImage(dataUrl(clear))).toBe('png 9x2');
  });

  it('names twelve colours', () => {
    const named = (hex: string) => {
      const image = solid(1, 1, [...Buffer.from(hex, 'hex')]);
      return /\((.*)\)/u.exec(describeImage(dataUrl(image)) ?? '')?.[1];
    };
    const colours =
      '000000 ffffff 7f7f7f ff0000 c81e1e ff8800 8b4513 ffee00 00aa00 00ffff 1e3cc8 7a1fd0 ff69b4 e0002a';
    expect(colours.split(' ').map(named).join(' ')).toBe(
      'black white gray red red orange brown yellow green cyan blue purple pink red',
    );
  });

  it('gives the size alone of what it does not decode', () => {
    const deep = png({
      width: 2,
      height: 2,
      colourType: 2,
      bitDepth: 16,
      pixel: () => [1, 2, 3, 4, 5, 6],
    });
    expect(describeImage(dataUrl(deep))).toBe('png 2x2');
    const interlaced = png({ width: 3, height: 2, colourType: 2, interlace: 1, pixel: () => RED });
    expect(describeImage(dataUrl(interlaced))).toBe('png 3x2');
    const gif = Buffer.from('474946383961200010000000003b', 'hex');
    expect(describeImage(dataUrl(gif, 'gif'))).toBe('gif 32x16');
    const jpeg = Buffer.from('ffd8ffe00004abcdffc0000b080030004001011100ffd9', 'hex');
    expect(describeImage(dataUrl(jpeg, 'jpeg'))).toBe('jpeg 64x48');
  });

  it('reads the three forms of WebP', () => {
    const webp = (kind: string, fields: string) =>
      Buffer.concat([
        Buffer.from(`RIFF\0\0\0\0WEBP${kind}\0\0\0\0`, 'latin1'),
        Buffer.from(fields.padEnd(40, '0'), 'hex'),
      ]);
    const lossy = webp('VP8 ', '0000009d012a40003000');
    expect(describeImage(dataUrl(lossy, 'webp'))).toBe('webp 64x48');
    const packed = Buffer.alloc(4);
    packed.writeUInt32LE(63 | (47 << 14));
    const lossless = webp('VP8L', `2f${packed.toString('hex')}`);
    expect(describeImage(dataUrl(lossless, 'webp'))).toBe('webp 64x48');
    expect(describeImage(dataUrl(webp('VP8X', '000000003f00002f0000'), 'webp'))).toBe('webp 64x48');
  });

  it('reads nothing from a broken image', () => {
    const whole = solid(8, 8, RED);
    const flipped = Buffer.from(whole);
    flipped.writeUInt8(flipped.readUInt8(45) ^ 1, 45);
    const noted = png({
      width: 1,
      height: 1,
      colourType: 2,
      pixel: () => RED,
      extra: [pngChunk('tEXt', Buffer.from('note'))],
    });
    const altered = Buffer.from(noted.toString('latin1').replace('note', 'nota'), 'latin1');
    expect(describeImage(dataUrl(noted))).not.toBeNull();
    const short = png({ width: 8, height: 8, colourType: 2, pixel: (_x, y) => (y > 6 ? [] : RED) });
    const unknown = png({ width: 2, height: 2, colourType: 2, pixel: () => RED, filter: () => 9 });
    const bare = png({ width: 2, height: 2, colourType: 3, pixel: () => [3] });
    const broken = [
      whole.subarray(0, -20),
      flipped,
      altered,
      short,
      unknown,
      bare,
      Buffer.from('GIF89a'),
      Buffer.from('text'),
    ];
    expect(broken.map((bytes) => describeImage(dataUrl(bytes)))).toEqual(broken.map(() => null));
    expect(describeImage('data:image/png;base64,***')).toBeNull();
    expect(describeImage('data:image/png,abc')).toBeNull();
    expect(describeImage(solid(1, 1, RED).toString('base64'))).toBeNull();
  });

  it('does not blow up on a header that claims a huge picture', () => {
    const header = Buffer.alloc(13);
    header.writeUInt32BE(60_000, 0);
    header.writeUInt32BE(60_000, 4);
    header.set([8, 6, 0, 0, 0], 8);
    const parts = [Buffer.from('89504e470d0a1a0a', 'hex'), pngChunk('IHDR', header)];
    const image = Buffer.concat([...parts, pngChunk('IEND', Buffer.alloc(0))]);
    expect(describeImage(dataUrl(image))).toBe('png 60000x60000');
  });
});

describe('images in a chat', () => {
  it('are described a line each', async () => {
    const simulator = await started();
    const urls = [dataUrl(solid(64, 48, RED)), dataUrl(solid(32, 32, [30, 60, 200]))];
    const model = 'Qwen/Qwen3-VL-235B-A22B-Instruct';
    const answer = await chat(simulator, 'chutes-1', '', { model, ...showing(...urls) });
    expect(message(answer).content).toBe(
      'image 1: png 64x48, dominant #c81e1e (red)\nimage 2: png 32x32, dominant #1e3cc8 (blue)',
    );
  });

  it('are refused when broken or remote, and nothing is fetched', async () => {
    const simulator = await started();
    const remote = `${simulator.base('chutes-1')}/image.png`;
    for (const url of [remote, 'data:image/png;base64,AAAA', 'file:///etc/hostname']) {
      const answer = await chat(simulator, 'openai', '', showing(url));
      expect(answer.status).toBe(400);
      expect(completion(answer).error).toMatchObject({ code: 'invalid_image', param: 'messages' });
    }
    expect(simulator.log.entries({ surface: 'chutes-1' })).toEqual([]);
  });
});
