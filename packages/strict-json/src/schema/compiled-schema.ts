import type { Checked } from './checked.ts';

/** A JSON Schema, 2020-12 or draft 07. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** A schema made ready once: to validate, to show to a model, to send to a backend. */
export interface CompiledSchema {
  /** Name for backends that want one: `[A-Za-z0-9_-]{1,64}`. */
  readonly name: string;
  /** What the model is shown; `undefined` where the schema cannot be written as JSON Schema. */
  readonly jsonSchema: JsonSchema | undefined;
  /** The form for `strict: true`; `undefined` where strict mode cannot express the schema. */
  readonly strictSchema: JsonSchema | undefined;
  /** A promise only where the caller's own schema validates asynchronously. */
  check(value: unknown): Checked | Promise<Checked>;
  /**
   * The value with text turned into the number or boolean that the schema wants at that place, and
   * how many were turned. Never changes its argument.
   */
  coerce(value: unknown): { readonly value: unknown; readonly count: number };
}
