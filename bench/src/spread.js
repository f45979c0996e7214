/**
 * The median and range of some figures.
 *
 * @param {readonly number[]} figures
 */
export function spread(figures) {
  const sorted = [...figures].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  const median = sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
  const lowest = sorted[0] ?? Number.NaN;
  const highest = sorted.at(-1) ?? Number.NaN;
  const text = `${show(median)} (${show(lowest)} – ${show(highest)})`;
  return { median, lowest, highest, text };
}

/** @param {number} figure */
function show(figure) {
  return figure.toFixed(figure < 10 ? 2 : 1);
}
