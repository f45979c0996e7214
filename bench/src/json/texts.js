/** About 2 kB of an answer, made up for this benchmark. */
export const valid = JSON.stringify({
  title: 'What a circuit breaker is for',
  items: Array.from({ length: 12 }, (_, index) => ({
    id: index + 1,
    name: `Reason ${index + 1}`,
    text: 'It stops calls to what is known to fail, and tries again later with one call.',
    weight: (index + 1) / 8,
    isKept: index % 2 === 0,
  })),
});

/** The same as models like to wrap it. */
export const fenced = `\`\`\`json\n${valid}\n\`\`\``;

/** The same with the faults models make: Python's literals and a comma too many. */
export const broken = valid.replaceAll('true', 'True').replace(/\]\}$/, '],}');

/**
 * What every contender answers, so that none can win without the value.
 *
 * @param {unknown} value
 */
export function answerOf(value) {
  const { items } = /** @type {{ items: { id: number }[] }} */ (value);
  return { choices: [{ message: { content: `${items.length} ${items.at(-1)?.id}` } }] };
}
