import type { ContractScenario } from './contract-scenario.ts';
import type { Stage } from './stage.ts';

/** A case before it has a subject. */
export interface CaseRow {
  readonly id: string;
  readonly title: string;
  /** What the peer plays at first. */
  readonly play: ContractScenario;
  /** Only for peers whose requests have the shape of `ChatRequest`. @default false */
  readonly isChatWireOnly?: boolean;
  check(stage: Stage): Promise<void>;
}
