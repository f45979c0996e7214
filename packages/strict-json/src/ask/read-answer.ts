import type { JsonRepair, ResponseChoice } from '@scillm/core';
import type { JsonReading } from '../extract/json-reading.ts';
import type { JsonRules } from '../extract/json-rules.ts';
import { readJson } from '../extract/read-json.ts';
import type { JsonOptions } from '../json-options.ts';
import { WRAPPER } from '../ladder/wrap-schema.ts';
import type { Checked } from '../schema/checked.ts';
import type { CompiledSchema } from '../schema/compiled-schema.ts';

/** How the text of an answer is to be read. */
export interface AnswerRules {
  readonly schema: CompiledSchema;
  readonly options: JsonOptions;
  /** Whether the value may stand inside an object. */
  readonly isWrapped: boolean;
  readonly finishReason: ResponseChoice['finish_reason'];
  /** Waits for a validator that takes its time. */
  wait(checked: Promise<Checked>): Promise<Checked>;
}

/** The value of an answer, with the JSON text that stands for it; or why there is none. */
export type AnswerReading =
  | {
      readonly kind: 'value';
      readonly value: unknown;
      /** The answer's own bytes where nothing was repaired, else the value before validation as JSON. */
      readonly text: string;
      readonly repairs: readonly JsonRepair[];
      readonly isPartial: boolean;
    }
  | Extract<JsonReading, { kind: 'refused' }>;

/** Reads the text of an answer. */
export async function readAnswer(raw: string, rules: AnswerRules): Promise<AnswerReading> {
  const { schema, options, isWrapped, wait } = rules;
  const { nonemptyKeys = [], repair = true, coerce = false, allowPartial = false } = options;
  /** What was accepted, by what the schema made of it. */
  const accepted: { readonly outer: unknown; readonly input: unknown; readonly value: unknown }[] =
    [];

  const check: JsonRules['check'] = (outer) => {
    const input = isWrapped && isWrapper(outer) ? outer[WRAPPER] : outer;
    const note = (checked: Checked): Checked => {
      if (checked.isValid) accepted.push({ outer, input, value: checked.value });
      return checked;
    };
    const checked = schema.check(input);
    return checked instanceof Promise ? wait(checked).then(note) : note(checked);
  };
  const reading = await readJson(raw, {
    check,
    finishReason: rules.finishReason,
    nonemptyKeys: isWrapped ? nonemptyKeys.flatMap(wrappedPaths) : nonemptyKeys,
    repair,
    allowPartial,
    ...(coerce ? { coerce: (value) => coerceInside(value, rules) } : {}),
  });
  if (reading.kind === 'refused') return reading;
  const { value, isPartial } = reading;
  const found = accepted.findLast((one) => Object.is(one.value, value));
  const repairs =
    found === undefined || found.outer === found.input
      ? reading.repairs
      : [...reading.repairs, { op: 'slice', at: raw.indexOf(':') + 1 } as const];
  const text = repairs.length === 0 ? raw : JSON.stringify(found ? found.input : value);
  return { kind: 'value', value, text, repairs, isPartial };
}

type Wrapper = { readonly [WRAPPER]: unknown };

/** Whether a value is an object that holds another one and nothing else. */
function isWrapper(value: unknown): value is Wrapper {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const [key, ...more] = Object.keys(value);
  return key === WRAPPER && more.length === 0;
}

function coerceInside(value: unknown, { schema, isWrapped }: AnswerRules) {
  if (!isWrapped || !isWrapper(value)) return schema.coerce(value);
  const inner = schema.coerce(value[WRAPPER]);
  return inner.count === 0 ? { value, count: 0 } : { ...inner, value: { [WRAPPER]: inner.value } };
}

/** A path as it is, and as it is where the value stands inside an object. */
function wrappedPaths(path: string): readonly string[] {
  if (path.startsWith('**')) return [path];
  return [path, path.startsWith('[') ? `${WRAPPER}${path}` : `${WRAPPER}.${path}`];
}
