/** The value of a JSON text; `undefined` where it is not JSON. The value itself is never undefined. */
export function parseJson(json: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(json) };
  } catch {
    return undefined;
  }
}
