/**
 * A question that is answered by measuring contenders side by side.
 *
 * @typedef {object} Benchmark
 * @property {string} name
 * @property {string} question
 * @property {string} answer the JSON that every call must be answered with
 * @property {URL} server a program that reports its base URL and, when asked, its CPU time
 * @property {URL} [program] what measures a contender, in a process of its own; without one, `measure.js`
 * @property {readonly Contender[]} contenders the first is what the others are compared with
 * @property {readonly Load[]} loads
 * @property {readonly Bar[]} [bars] what the figures must reach; none for a question without one
 * @property {readonly string[]} peers packages whose versions belong to the result
 */

/**
 * @typedef {object} Contender
 * @property {string} name
 * @property {URL} module exports `createClient(base)`
 */

/**
 * @typedef {object} Load
 * @property {string} name
 * @property {number} concurrency
 * @property {number} delayMs how long the server waits before it answers
 * @property {string} [path] the server's first path segment, where it is not the delay
 * @property {number} requests how many are measured
 */

/**
 * A bound on the ratio of two contenders' CPU within the round.
 *
 * @typedef {object} Bar
 * @property {string} id as the specification numbers it
 * @property {string} load
 * @property {string} of
 * @property {string} over
 * @property {number} [atMost]
 * @property {number} [atLeast]
 */

/**
 * What a contender's module makes. The caller closes it.
 *
 * @typedef {object} Client
 * @property {() => Promise<{ choices: { message: { content: string } }[] }>} call one request; resolves with the parsed answer
 * @property {() => Promise<void>} close
 */

/** Requests before the measured ones: by count, since a warm-up by time flatters the fast. */
export const WARM_UP = 10_000;

/** Rounds of each load. Contenders alternate within a round, and their order rotates. */
export const ROUNDS = 5;
