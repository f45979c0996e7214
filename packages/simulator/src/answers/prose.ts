import type { Seeded } from './seeded.ts';

const WORDS = (
  'amber basin cedar delta ember fjord grove harbor island juniper kelp lantern meadow north ' +
  'orchard pebble quartz river saffron timber umber valley willow yarrow zephyr'
).split(' ');

/** So many seeded words, with blanks between them. */
export function prose(random: Seeded, count: number): string {
  return Array.from({ length: count }, () => random.pick(WORDS)).join(' ');
}
