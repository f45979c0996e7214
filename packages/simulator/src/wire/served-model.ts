const MARK = 'sim/';

/** The model name an answer carries: `sim/` and what was asked for, the mark never doubled. */
export function servedModel(requested: string): string {
  return requested.startsWith(MARK) ? requested : `${MARK}${requested}`;
}

/** The name to look up for a requested model, so that an echoed `sim/…` can be asked for again. */
export function unmarkedModel(requested: string): string {
  return requested.startsWith(MARK) ? requested.slice(MARK.length) : requested;
}
