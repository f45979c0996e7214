import type { Rgb } from './decoded-image.ts';

const SHIFT = 4;
const BUCKETS = 2 ** (3 * (8 - SHIFT));

/** Pixels in four bytes each: red, green, blue, alpha. */
export type Pixels = Uint8Array;

/**
 * The colour most of an image has: colours are grouped in 16 steps a part, weighted by alpha, and
 * the largest group gives its mean. An image that is all transparent has none.
 */
export function dominantColour(pixels: Pixels): Rgb | null {
  const weights = new Float64Array(BUCKETS);
  const sums = new Float64Array(BUCKETS * 3);
  const add = (list: Float64Array, index: number, amount: number): void => {
    list[index] = (list[index] ?? 0) + amount;
  };
  for (let at = 0; at < pixels.length; at += 4) {
    const [red = 0, green = 0, blue = 0, alpha = 0] = pixels.subarray(at, at + 4);
    const bucket = bucketOf(red, green, blue);
    add(weights, bucket, alpha);
    add(sums, bucket * 3, red * alpha);
    add(sums, bucket * 3 + 1, green * alpha);
    add(sums, bucket * 3 + 2, blue * alpha);
  }
  const total = weights.reduce((most, weight) => Math.max(most, weight), 0);
  if (total === 0) return null;
  const first = weights.indexOf(total) * 3;
  const [red = 0, green = 0, blue = 0] = sums.subarray(first, first + 3);
  return [Math.round(red / total), Math.round(green / total), Math.round(blue / total)];
}

function bucketOf(red: number, green: number, blue: number): number {
  return ((red >> SHIFT) << (2 * SHIFT)) | ((green >> SHIFT) << SHIFT) | (blue >> SHIFT);
}
