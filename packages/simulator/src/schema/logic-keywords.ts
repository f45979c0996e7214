import type { Keyword, KeywordCheck } from './keyword.ts';

/** The keywords that combine schemas. */
export const LOGIC_KEYWORDS: ReadonlyMap<string, Keyword> = new Map<string, Keyword>([
  ['allOf', (check) => kept(check) === branches(check).length],
  ['anyOf', (check) => kept(check) > 0],
  ['oneOf', (check) => kept(check) === 1],
  ['not', ({ value, argument, conforms }) => !conforms(value, argument)],
  [
    'if',
    ({ value, argument, schema, conforms }) =>
      conforms(value, (conforms(value, argument) ? schema['then'] : schema['else']) ?? true),
  ],
]);

function branches({ argument }: KeywordCheck): readonly unknown[] {
  return Array.isArray(argument) ? argument : [];
}

function kept(check: KeywordCheck): number {
  return branches(check).filter((branch) => check.conforms(check.value, branch)).length;
}
