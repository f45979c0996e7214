import fc from 'fast-check';
import { expect, it } from 'vitest';
import { filtered } from '../../test/images.ts';
import { unfilter } from './png-unfilter.ts';

it('gives back every sample, whatever filters the rows have', () => {
  const picture = fc.record({
    width: fc.integer({ min: 1, max: 5 }),
    height: fc.integer({ min: 1, max: 5 }),
    size: fc.constantFrom(1, 2, 3, 4),
    filters: fc.array(fc.nat({ max: 4 }), { minLength: 5, maxLength: 5 }),
    samples: fc.uint8Array({ minLength: 100, maxLength: 100 }),
  });
  fc.assert(
    fc.property(picture, ({ width, height, size, filters, samples }) => {
      const pixel = (x: number, y: number): readonly number[] => {
        const start = (y * width + x) * size;
        return [...samples.subarray(start, start + size)];
      };
      const filter = (y: number): number => filters[y] ?? 0;
      const rows = filtered({ width, height, colourType: 0, pixel, filter });
      const expected = Buffer.from(samples.subarray(0, width * height * size));
      expect(unfilter(rows, width * size, size)?.equals(expected)).toBe(true);
    }),
    { numRuns: 300, seed: 5 },
  );
});
