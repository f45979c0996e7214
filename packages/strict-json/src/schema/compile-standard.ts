import { ChatError } from '@scillm/core';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { Checked } from './checked.ts';
import type { CompiledSchema } from './compiled-schema.ts';
import { faultLine, MOST_FAULTS, TOO_DEEP } from './fault-line.ts';

type Result = StandardSchemaV1.Result<unknown>;

/** The validator of a Standard Schema. What the schema itself throws becomes `invalid_config`. */
export function compileStandard(schema: StandardSchemaV1): CompiledSchema['check'] {
  const standard = schema['~standard'];
  return (value) => {
    try {
      const result = standard.validate(value);
      return result instanceof Promise ? result.then(checkedOf, afterThrow) : checkedOf(result);
    } catch (error) {
      return afterThrow(error);
    }
  };
}

function checkedOf(result: Result): Checked {
  const { issues } = result;
  if (issues === undefined) return { isValid: true, value: result.value };
  const errors = issues.slice(0, MOST_FAULTS).map(({ path = [], message }) =>
    faultLine(
      path.map((step) => (typeof step === 'object' ? step.key : step)),
      message,
    ),
  );
  return { isValid: false, errors: errors.length > 0 ? errors : ['does not fit the schema'] };
}

function afterThrow(error: unknown): Checked {
  if (error instanceof RangeError) return { isValid: false, errors: [TOO_DEEP] };
  throw new ChatError(
    'invalid_config',
    'The schema threw instead of saying what is wrong with a value. Correct it; see the cause.',
    { cause: error },
  );
}
