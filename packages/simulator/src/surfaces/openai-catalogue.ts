import type { CatalogueModel } from './catalogue-model.ts';

/** The models the `openai` surface lists; it answers for others too. Figures are made up. */
export const OPENAI_CATALOGUE: readonly CatalogueModel[] = [
  {
    id: 'gpt-4o-mini',
    ownedBy: 'system',
    contextLength: 128_000,
    vision: true,
    reasoning: false,
    pricePerMTok: [0.15, 0.6],
    utilization: 0.2,
  },
  {
    id: 'gpt-4o',
    ownedBy: 'system',
    contextLength: 128_000,
    vision: true,
    reasoning: false,
    pricePerMTok: [2.5, 10],
    utilization: 0.3,
  },
  {
    id: 'gpt-5',
    ownedBy: 'system',
    contextLength: 400_000,
    vision: true,
    reasoning: true,
    pricePerMTok: [1.25, 10],
    utilization: 0.3,
  },
];
