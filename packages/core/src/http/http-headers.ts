/** Headers of an answer: names in lower case, a list where a header was repeated. */
export type HttpHeaders = { readonly [name: string]: string | readonly string[] | undefined };

/** All values of a header in the order they came; none if it is absent. */
export function headerValues(headers: HttpHeaders, name: string): readonly string[] {
  const value = Object.hasOwn(headers, name) ? headers[name] : undefined;
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}
