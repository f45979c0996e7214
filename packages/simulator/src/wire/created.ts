/** The `created` time of everything the simulator answers, so that two runs give equal bytes. */
export const CREATED = 1_760_000_000;
