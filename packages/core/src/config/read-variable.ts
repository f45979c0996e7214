import { ChatError } from '../error/chat-error.ts';
import { redact } from '../error/redact.ts';
import { type Environment, variable } from './environment.ts';
import type { SettingRow } from './settings.ts';
import type { Variable } from './variables.ts';

/** The value of a variable, and the row that explains it. Throws `invalid_config` for a bad text. */
export function readVariable<T>(
  environment: Environment,
  { names, parse, use, fallback, effect, unit, show = (each) => textOf(each, unit) }: Variable<T>,
): { readonly value: T; readonly row: SettingRow } {
  const set = names.filter((name) => variable(environment, name) !== undefined);
  const [name] = set;
  if (name === undefined) {
    return {
      value: fallback,
      row: { name: names[0], value: redact(show(fallback)), source: 'default', effect },
    };
  }
  const text = variable(environment, name) ?? '';
  const value = parse(text);
  if (value === undefined) {
    throw new ChatError('invalid_config', `${name} is ${quote(text)}. Use ${use}.`);
  }
  const rival = set.find((other) => variable(environment, other) !== text);
  return {
    value,
    row: {
      name: names[0],
      value: redact(show(value)),
      source: `env:${name}`,
      effect,
      ...(rival === undefined ? {} : { note: `${rival} says something else and is ignored` }),
    },
  };
}

function textOf(value: unknown, unit: string | undefined): string {
  if (value === undefined) return 'unset';
  return unit === undefined ? String(value) : `${String(value)} ${unit}`;
}

const LONGEST_QUOTE = 60;

/** A text as a message may show it: a key that was put in the wrong variable stays hidden. */
function quote(text: string): string {
  const clean = redact(text);
  return JSON.stringify(
    clean.length <= LONGEST_QUOTE ? clean : `${clean.slice(0, LONGEST_QUOTE - 1)}…`,
  );
}
