/** Streams before the measured ones: by count, since a warm-up by time flatters the fast. 51,200 chunks. */
export const WARM_UP = 200;
