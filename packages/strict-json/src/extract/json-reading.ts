import type { JsonRepair } from '@scillm/core';

/** What became of a model's text: a value that the validator accepts, or why there is none. */
export type JsonReading =
  | {
      readonly kind: 'value';
      readonly value: unknown;
      /** In the order they were made; empty where the text was valid as it came. */
      readonly repairs: readonly JsonRepair[];
      /** Whether it was closed after a cut, as `allowPartial` permits. */
      readonly isPartial: boolean;
    }
  | {
      readonly kind: 'refused';
      readonly reason: 'truncated' | 'invalid' | 'unparsable' | 'unsafe_key';
      /** What to tell the model, one line per fault. Never empty. */
      readonly errors: readonly string[];
    };
