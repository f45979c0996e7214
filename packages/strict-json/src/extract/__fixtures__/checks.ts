import type { Checked } from '../../schema/checked.ts';
import type { JsonCase } from './json-case.ts';

/** A validator for each thing that a case asks for. */
export const checks: Readonly<Record<NonNullable<JsonCase['asks']>, Check>> = {
  any: (value) => ({ isValid: true, value }),
  object: check('object', (value) => isObject(value)),
  array: check('array', (value) => Array.isArray(value)),
  price: check('price', (value) => isObject(value) && typeof value['price'] === 'number'),
  string: check('string', (value) => typeof value === 'string'),
  number: check('number', (value) => typeof value === 'number'),
};

type Check = (value: unknown) => Checked;

function check(wanted: string, accepts: (value: unknown) => boolean): Check {
  return (value) =>
    accepts(value)
      ? { isValid: true, value }
      : { isValid: false, errors: [`expected ${wanted}, got ${JSON.stringify(value)}`] };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
