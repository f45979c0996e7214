import type { JsonRung } from '@scillm/core';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { JsonSchema } from './schema/compiled-schema.ts';

/** How a model's answer is to become a value of type `T`. */
export interface JsonOptions<T = unknown> {
  /**
   * A Standard Schema (zod, valibot, arktype …) or a JSON Schema, 2020-12 or draft 07. Compiled once
   * per object: keep it outside the call.
   *
   * @default any JSON value
   */
  readonly schema?: StandardSchemaV1<unknown, T> | JsonSchema;
  /**
   * Places that become `null`, before validation, where they hold an empty or blank string: `title`
   * (top level), `a.b`, `items[].title`, `**.title` (at any depth).
   *
   * @default none
   */
  readonly nonemptyKeys?: readonly string[];
  /**
   * Ways to ask, in the order to try them; the backend's own complaint moves to the next.
   *
   * @default json_schema, json_object, tool, prompt
   */
  readonly rungs?: readonly JsonRung[];
  /**
   * How often an answer that does not fit is asked for again: of the same deployment with the
   * validator's errors, then of another one with the original request. `0`: never.
   *
   * @default { same: 1, other: 1 }
   */
  readonly reasks?: 0 | { readonly same?: number; readonly other?: number };
  /**
   * Whether almost-JSON is repaired: quotes, commas, comments, Python's literals.
   *
   * @default true
   */
  readonly repair?: boolean;
  /**
   * Whether `"7"` may stand for 7 and `"true"` for true where the schema wants that.
   *
   * @default false
   */
  readonly coerce?: boolean;
  /**
   * Whether an answer that was cut may be closed and used. It is marked, and still validated.
   *
   * @default false
   */
  readonly allowPartial?: boolean;
}
