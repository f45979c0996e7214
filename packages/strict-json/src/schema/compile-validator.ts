import { createRequire } from 'node:module';
import { ChatError } from '@scillm/core';
import type { Ajv, ErrorObject, ValidateFunction } from 'ajv';
import type { Checked } from './checked.ts';
import type { JsonSchema } from './compiled-schema.ts';
import { faultLine, MOST_FAULTS, TOO_DEEP } from './fault-line.ts';
import { faultOf } from './fault-of.ts';
import { FORMATS } from './formats.ts';

type Draft = '2020-12' | '07';

/** Each draft's own schema, as `$schema` names it with or without scheme and `#`. */
const META: { readonly [Name in Draft]: string } = {
  '2020-12': 'https://json-schema.org/draft/2020-12/schema',
  '07': 'http://json-schema.org/draft-07/schema',
};

/** Of larger values only the first fault is looked for: a list of millions would have as many. */
const MOST_NODES = 10_000;

/**
 * The validator of a JSON Schema. Throws `invalid_config` for a schema that is none, or of
 * another draft than 2020-12 and 07.
 */
export function compileValidator(schema: JsonSchema): (value: unknown) => Checked {
  const draft = draftOf(schema);
  const create = ajvOf(draft);
  const validate = checkedCompile(schema, draft, create);
  let every: ValidateFunction | undefined;
  const faultsOf = (value: unknown): readonly ErrorObject[] => {
    if (!isSmall(value)) return validate.errors ?? [];
    every ??= create({ allErrors: true }).compile(schema);
    every(value);
    return every.errors ?? [];
  };
  return (value) => {
    try {
      if (validate(value)) return { isValid: true, value };
      return { isValid: false, errors: linesOf(faultsOf(value)) };
    } catch (error) {
      if (error instanceof RangeError) return { isValid: false, errors: [TOO_DEEP] };
      throw error;
    }
  };
}

function draftOf({ $schema = META['2020-12'], $async }: JsonSchema): Draft {
  const named = placeOf(String($schema));
  const draft = (['2020-12', '07'] as const).find((name) => placeOf(META[name]) === named);
  if (draft !== undefined && $async === undefined) return draft;
  throw new ChatError(
    'invalid_config',
    `The schema has ${draft === undefined ? `$schema ${JSON.stringify(String($schema).slice(0, 100))}` : '$async'}, which is not supported. Use JSON Schema 2020-12 or draft 07.`,
  );
}

function placeOf(uri: string): string {
  return uri.replace(/^https?:\/\//, '').replace(/#$/, '');
}

type CreateAjv = (options?: { readonly allErrors: boolean }) => Ajv;

const load = createRequire(import.meta.url);

/** Loaded by hand: at import it would cost 40 ms, and a caller's schema is compiled where it is met. */
function ajvOf(draft: Draft): CreateAjv {
  const plain = (): typeof import('ajv') => load('ajv');
  const later = (): typeof import('ajv/dist/2020.js') => load('ajv/dist/2020.js');
  const Validator = draft === '07' ? plain().Ajv : later().Ajv2020;
  return (options) =>
    // A schema is held against its draft once, by another one: doing so is what takes long.
    new Validator({
      strict: false,
      logger: false,
      verbose: true,
      validateSchema: false,
      formats: FORMATS,
      ...options,
    });
}

const drafts = new Map<Draft, Ajv>();

function checkedCompile(schema: JsonSchema, draft: Draft, create: CreateAjv): ValidateFunction {
  const meta = drafts.get(draft) ?? create();
  drafts.set(draft, meta);
  try {
    if (meta.validate(META[draft], schema)) return create().compile(schema);
  } catch (cause) {
    throw badSchema(cause instanceof Error ? cause.message : 'it cannot be compiled', cause);
  }
  throw badSchema(linesOf(meta.errors ?? [])[0] ?? 'it is none');
}

function badSchema(why: string, cause?: unknown): ChatError {
  return new ChatError(
    'invalid_config',
    `The JSON Schema is wrong: ${why.slice(0, 200)}. Correct it; a validator of schemas says more.`,
    { cause },
  );
}

function linesOf(faults: readonly ErrorObject[]): readonly string[] {
  const lines = faults.slice(0, MOST_FAULTS).map((fault) => {
    const { path, message } = faultOf(fault);
    return faultLine(path, message);
  });
  return lines.length > 0 ? lines : ['does not fit the schema'];
}

function isSmall(value: unknown): boolean {
  const open = [value];
  for (let seen = 0; open.length > 0; seen += 1) {
    if (seen + open.length > MOST_NODES) return false;
    const next = open.pop();
    if (typeof next !== 'object' || next === null) continue;
    const inner = Object.values(next);
    if (inner.length > MOST_NODES) return false;
    open.push(...inner);
  }
  return true;
}
