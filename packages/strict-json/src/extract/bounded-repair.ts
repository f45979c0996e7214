/**
 * Makes JSON of almost JSON; `undefined` where it cannot, or where it would take too long.
 *
 * @param faults how often something is missing or too much
 * @param isDoubtful whether a string in it may end at another quote than it seems
 */
export type Repair = (text: string, faults: number, isDoubtful: boolean) => string | undefined;

/**
 * `jsonrepair` with a bound on its work in total. It copies what it has for every comma or bracket
 * that is missing. Where it cannot tell at which quote a string ends, it reads ahead from every quote
 * over all others: work that grows with the third power of the text.
 */
export function boundedRepair(jsonrepair: (text: string) => string): Repair {
  let left = MOST_WORK;
  return (text, faults, isDoubtful) => {
    left -= text.length * (1 + faults + (isDoubtful ? countQuotes(text) ** 2 : 0));
    if (left < 0) return undefined;
    try {
      return jsonrepair(text);
    } catch {
      // Its own error, or a RangeError: it recurses into nested brackets.
      return undefined;
    }
  };
}

/** In characters looked at or copied: about a second. */
const MOST_WORK = 1_000_000_000;

function countQuotes(text: string): number {
  return text.match(/["'“”‘’`´]/g)?.length ?? 0;
}
