import { createRequire } from 'node:module';
import type { Ajv as AjvClass } from 'ajv';

/**
 * The validator for JSON Schema draft 4, which is what nbformat is written in. Loaded by `require`,
 * because the package is CommonJS and its default export reads differently in every loader.
 */
export const Ajv: typeof AjvClass = createRequire(import.meta.url)('ajv-draft-04');
