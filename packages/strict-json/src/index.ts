export type { JsonOptions } from './json-options.ts';
