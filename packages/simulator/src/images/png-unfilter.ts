type Predictor = (left: number, up: number, upLeft: number) => number;

const PREDICTORS: readonly Predictor[] = [
  () => 0,
  (left) => left,
  (_left, up) => up,
  (left, up) => (left + up) >> 1,
  paeth,
];

/**
 * Undoes the row filters of a PNG. `rows` holds, for each row, a filter byte and `rowBytes` bytes.
 * `null` if a filter is unknown.
 */
export function unfilter(rows: Buffer, rowBytes: number, pixelBytes: number): Buffer | null {
  const height = rows.length / (rowBytes + 1);
  const raw = Buffer.alloc(rowBytes * height);
  // The row above the first is all zero.
  let above: Buffer = Buffer.alloc(rowBytes);
  for (let row = 0; row < height; row += 1) {
    const start = row * (rowBytes + 1);
    const predict = PREDICTORS[rows[start] ?? -1];
    if (predict === undefined) return null;
    const target = raw.subarray(row * rowBytes, (row + 1) * rowBytes);
    unfilterRow(rows.subarray(start + 1, start + 1 + rowBytes), target, above, pixelBytes, predict);
    above = target;
  }
  return raw;
}

function unfilterRow(
  source: Buffer,
  target: Buffer,
  above: Buffer,
  pixelBytes: number,
  predict: Predictor,
): void {
  for (let at = 0; at < source.length; at += 1) {
    const before = at - pixelBytes;
    // Outside the row these read as undefined, which stands for zero.
    const predicted = predict(target[before] ?? 0, above[at] ?? 0, above[before] ?? 0);
    target[at] = (source[at] ?? 0) + predicted;
  }
}

function paeth(left: number, up: number, upLeft: number): number {
  const estimate = left + up - upLeft;
  const toLeft = Math.abs(estimate - left);
  const toUp = Math.abs(estimate - up);
  const toUpLeft = Math.abs(estimate - upLeft);
  if (toLeft <= toUp && toLeft <= toUpLeft) return left;
  return toUp <= toUpLeft ? up : upLeft;
}
