import { describe, expect, it } from 'vitest';
import { type BusyMarks, type BusyState, nextBusyState } from './busy-state.ts';

const marks: BusyMarks = { high: 0.85, low: 0.5, samples: 2 };

/** What each sample in turn makes of it: B busy, i idle. */
function story(samples: readonly number[], under: Partial<BusyMarks> = {}): string {
  let state: BusyState | undefined;
  return samples
    .map((sample) => {
      state = nextBusyState(state, sample, { ...marks, ...under });
      return state.isBusy ? 'B' : 'i';
    })
    .join('');
}

describe('D5 busy and idle', () => {
  it.each([
    ['the first sample decides alone', [0.85], 'B'],
    ['the first sample decides alone, downwards', [0.5], 'i'],
    ['a first sample between the marks is not busy', [0.84], 'i'],
    ['one high sample changes nothing', [0.1, 0.9], 'ii'],
    ['two high samples in a row make busy', [0.1, 0.85, 0.85], 'iiB'],
    ['high samples that are not in a row do not', [0.1, 0.9, 0.7, 0.9, 0.1, 0.9], 'iiiiii'],
    ['one low sample changes nothing', [0.9, 0.1], 'BB'],
    ['two low samples in a row make idle', [0.9, 0.5, 0.5], 'BBi'],
    ['a sample between the marks breaks the row', [0.9, 0.1, 0.6, 0.1, 0.1], 'BBBBi'],
    ['samples between the marks leave it as it is', [0.9, 0.6, 0.6, 0.6], 'BBBB'],
    ['it takes as many again to turn back', [0.1, 0.9, 0.9, 0.1, 0.9, 0.1, 0.1], 'iiBBBBi'],
  ])('%s', (_, samples, expected) => {
    expect(story(samples)).toBe(expected);
  });

  it('obeys the marks and the count it is given', () => {
    expect(story([0.1, 0.6, 0.6], { high: 0.6, low: 0.2 })).toBe('iiB');
    expect(story([0.9, 0.3, 0.3], { low: 0.2 })).toBe('BBB');
    expect(story([0.1, 0.9], { samples: 1 })).toBe('iB');
    expect(story([0.1, 0.9, 0.9, 0.9], { samples: 3 })).toBe('iiiB');
  });
});
