import { type CallContext, ChatError, type FunctionTool } from '@scillm/core';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { Checked } from '../schema/checked.ts';
import { compileSchema } from '../schema/compile-schema.ts';
import type { CompiledSchema, JsonSchema } from '../schema/compiled-schema.ts';

/** What a tool's arguments are described by: a Standard Schema (zod and others) or a JSON Schema. */
export type ToolSchema = StandardSchemaV1 | JsonSchema;

/** What arguments are once they fit a schema: its output where it is a Standard Schema. */
export type ArgumentsOf<Schema extends ToolSchema> = Schema extends StandardSchemaV1
  ? StandardSchemaV1.InferOutput<Schema>
  : Readonly<Record<string, unknown>>;

/** Options of {@link tool}. */
export interface ToolOptions<Name extends string, Schema extends ToolSchema, Result> {
  /** 1 to 64 letters, digits, `_` and `-`. */
  readonly name: Name;
  /** What it does and when to use it, for the model. */
  readonly description?: string;
  /**
   * The arguments: an object.
   *
   * @default an object without properties
   */
  readonly parameters?: Schema;
  /**
   * Does the work. May be absent: `runTools` then leaves the call to its caller.
   *
   * @param context The call's signal, deadline and clock; also what a tool hands on that asks a model
   * itself.
   */
  execute?(this: void, args: ArgumentsOf<Schema>, context: CallContext): Result | Promise<Result>;
  /**
   * Whether the backend is to hold the model to the schema. Not every backend and schema can.
   *
   * @default false
   */
  readonly strict?: boolean;
}

/** A function the model may call: how it is offered, how its arguments are checked, what it does. */
export interface Tool<Name extends string = string, Arguments = unknown, Result = unknown> {
  readonly name: Name;
  /** What a request says of it, in `tools`. */
  readonly definition: FunctionTool;
  /** Checks arguments that have been parsed, and makes of them what the schema makes of them. */
  check(this: void, args: unknown): Checked | Promise<Checked>;
  execute?(this: void, args: Arguments, context: CallContext): Result | Promise<Result>;
}

const NAME = /^[\w-]{1,64}$/;

const NOTHING: JsonSchema = { type: 'object', properties: {}, additionalProperties: false };

/**
 * A tool whose arguments are described by a schema. Rejects with `invalid_config` for a name that
 * backends refuse, and for a schema that is no object or that JSON Schema, or strict mode, cannot
 * express.
 */
export async function tool<
  const Name extends string,
  Schema extends ToolSchema = JsonSchema,
  Result = unknown,
>(options: ToolOptions<Name, Schema, Result>): Promise<Tool<Name, ArgumentsOf<Schema>, Result>> {
  const { name, description, parameters, execute, strict = false } = options;
  if (!NAME.test(name)) {
    throw invalid(name, 'is no name for a tool', 'Use 1 to 64 letters, digits, _ and -.');
  }
  const compiled = await compileSchema(parameters ?? NOTHING);
  return {
    name,
    definition: {
      type: 'function',
      function: {
        name,
        ...(description === undefined ? {} : { description }),
        parameters: wireSchema(name, compiled, strict),
        ...(strict ? { strict } : {}),
      },
    },
    check: (args) => compiled.check(args),
    ...(execute === undefined ? {} : { execute }),
  };
}

function wireSchema(
  name: string,
  { jsonSchema, strictSchema }: CompiledSchema,
  isStrict: boolean,
): JsonSchema {
  if (jsonSchema === undefined) {
    const did = 'has parameters that cannot be written as JSON Schema';
    throw invalid(name, did, 'Describe them without transforms and custom types.');
  }
  if (jsonSchema['type'] !== 'object') {
    throw invalid(name, 'has parameters that are no object', 'Wrap them: { value: … }.');
  }
  if (!isStrict) return jsonSchema;
  if (strictSchema !== undefined) return strictSchema;
  const did = 'has parameters that strict mode cannot express';
  throw invalid(
    name,
    did,
    'Require every property, or leave strict out: arguments are checked in any case.',
  );
}

function invalid(name: string, did: string, advice: string): ChatError {
  return new ChatError('invalid_config', `Tool ${JSON.stringify(name)} ${did}. ${advice}`);
}
