import type { JsonRepair } from '@scillm/core';
import type { JsonRules } from '../json-rules.ts';

/** A text as models write it, made up for this test, and what is to be read in it. */
export type JsonCase = {
  /** What is special about it. */
  readonly about: string;
  readonly text: string;
  /** @default an object is asked for */
  readonly asks?: 'object' | 'any' | 'array' | 'price' | 'string' | 'number';
  /** @default finish reason `stop` */
  readonly rules?: Partial<JsonRules>;
} & (
  | {
      readonly value: unknown;
      /** In order. @default none */
      readonly repairs?: readonly JsonRepair['op'][];
      /** Where in the text, for those whose place is told. */
      readonly at?: readonly number[];
      readonly isPartial?: true;
    }
  | { readonly refused: 'truncated' | 'invalid' | 'unparsable' | 'unsafe_key' }
);
