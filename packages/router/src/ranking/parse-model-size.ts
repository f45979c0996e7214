/** Billions of parameters, as a model's name gives them; what the name does not say is absent. */
export interface ModelSize {
  readonly total?: number;
  /** Those used for each token, of a mixture of experts. */
  readonly active?: number;
}

/** `235B`, `1.8T`, `350M`, `8x7B`, each a whole word between separators. */
const TOTAL = /(?:^|[-_/: .])(?:(\d+)x)?(\d+(?:\.\d+)?)([BMT])(?=$|[-_/: .])/i;
const ACTIVE = /(?:^|[-_/: .])A(\d+(?:\.\d+)?)([BMT])(?=$|[-_/: .])/i;

const BILLIONS: ReadonlyMap<string, number> = new Map([
  ['B', 1],
  ['M', 0.001],
  ['T', 1000],
]);

/** The size a model's id states. Number and unit must end at a token's edge, so `K2` is no size. */
export function parseModelSize(id: string): ModelSize {
  const [, experts = '1', total, totalUnit = ''] = TOTAL.exec(id) ?? [];
  const [, active, activeUnit = ''] = ACTIVE.exec(id) ?? [];
  return {
    ...(total === undefined ? {} : { total: Number(experts) * billions(total, totalUnit) }),
    ...(active === undefined ? {} : { active: billions(active, activeUnit) }),
  };
}

function billions(digits: string, unit: string): number {
  const value = Number(digits) * (BILLIONS.get(unit.toUpperCase()) ?? 1);
  return Number(value.toPrecision(12));
}
