import type { JsonObject } from '../wire/json-object.ts';

/** What a keyword looks at. */
export interface KeywordCheck {
  /** The keyword's value in the schema. */
  readonly argument: unknown;
  /** The value checked. */
  readonly value: unknown;
  /** The schema the keyword stands in. */
  readonly schema: JsonObject;
  /** Checks a value against a schema below this one. */
  readonly conforms: (value: unknown, schema: unknown) => boolean;
}

/** Tells whether a value keeps one keyword. A keyword about another type is kept by any value. */
export type Keyword = (check: KeywordCheck) => boolean;
