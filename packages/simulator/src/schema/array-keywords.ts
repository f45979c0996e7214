import { canonicalJson } from '../answers/canonical-json.ts';
import type { Keyword, KeywordCheck } from './keyword.ts';

/** The keywords of arrays. */
export const ARRAY_KEYWORDS: ReadonlyMap<string, Keyword> = new Map<string, Keyword>([
  ['minItems', ofArray((list, { argument }) => list.length >= Number(argument))],
  ['maxItems', ofArray((list, { argument }) => list.length <= Number(argument))],
  [
    'uniqueItems',
    ofArray(
      (list, { argument }) =>
        argument !== true || new Set(list.map(canonicalJson)).size === list.length,
    ),
  ],
  ['prefixItems', ofArray(keepsTuple)],
  ['items', ofArray(keepsItems)],
  [
    'additionalItems',
    ofArray((list, { argument, schema: { items }, conforms }) =>
      Array.isArray(items)
        ? list.slice(items.length).every((item) => conforms(item, argument))
        : true,
    ),
  ],
  ['contains', ofArray(keepsContains)],
]);

function ofArray(holds: (list: readonly unknown[], check: KeywordCheck) => boolean): Keyword {
  return (check) => !Array.isArray(check.value) || holds(check.value, check);
}

function keepsTuple(list: readonly unknown[], { argument, conforms }: KeywordCheck): boolean {
  return (
    !Array.isArray(argument) ||
    list.every((item, index) => index >= argument.length || conforms(item, argument[index]))
  );
}

function keepsItems(list: readonly unknown[], check: KeywordCheck): boolean {
  const { argument, schema, conforms } = check;
  if (Array.isArray(argument)) return keepsTuple(list, check);
  const tuple = schema['prefixItems'];
  const start = Array.isArray(tuple) ? tuple.length : 0;
  return list.slice(start).every((item) => conforms(item, argument));
}

function keepsContains(list: readonly unknown[], check: KeywordCheck): boolean {
  const { argument, schema, conforms } = check;
  const { minContains = 1, maxContains = Number.POSITIVE_INFINITY } = schema;
  const count = list.filter((item) => conforms(item, argument)).length;
  return count >= Number(minContains) && count <= Number(maxContains);
}
