/** One model in a surface's list. */
export interface CatalogueModel {
  /** The name a request uses. */
  readonly id: string;
  /** Who the list says owns it. */
  readonly ownedBy: string;
  /** Tokens of context. */
  readonly contextLength: number;
  /** Whether it takes images. */
  readonly vision: boolean;
  /** Whether it reasons before it answers. */
  readonly reasoning: boolean;
  /** US dollars per million tokens, in and out. */
  readonly pricePerMTok: readonly [input: number, output: number];
  /** The share of its capacity in use on a quiet day, from 0 to 1. */
  readonly utilization: number;
}
