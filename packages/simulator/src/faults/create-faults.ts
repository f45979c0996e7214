import { createSeeded } from '../answers/seeded.ts';
import type { FaultActions } from './fault-actions.ts';
import { type FaultRule, parseFaults } from './parse-faults.ts';

/** What a rule may look at in a request. */
interface RequestFacts {
  /** The surface asked. */
  readonly surface: string;
  /** The path, without a query. */
  readonly path: string;
  /** The model named, or `null`. */
  readonly model: string | null;
  /** Whether a stream is asked for. */
  readonly stream: boolean;
}

/** What the script says about one request. */
export interface FaultDecision {
  /** The rule that applies, as written, or `null`. */
  readonly rule: string | null;
  /** What it does; empty without a rule. */
  readonly actions: FaultActions;
  /** What the script does to a row of a list, as if the request were for the row's model. */
  rowActions(model: string): FaultActions;
}

/** A fault script at work: it counts the matches of its rules. */
export interface Faults {
  /** Decides about a request, and counts it. */
  decide(facts: RequestFacts): FaultDecision;
}

/**
 * Makes a script ready. The first rule that applies wins; a rule counts every request that fits it
 * but for `n`, `every` and `p`, which go by that count.
 *
 * @throws an error `faults:LINE:COL: …` if the script is wrong.
 */
export function createFaults(script: string, seed: number): Faults {
  const rules = parseFaults(script).map((rule, index) => ({
    rule,
    count: counter(rule, index, seed),
  }));
  return {
    decide(facts) {
      const counted = new Map<FaultRule, boolean>();
      const applies = ({ rule, count }: (typeof rules)[number]): boolean => {
        const known = counted.get(rule);
        if (known !== undefined) return known;
        const result = count();
        counted.set(rule, result);
        return result;
      };
      const first = (model: string | null, isRow: boolean) =>
        rules.find((each) => {
          if (isRow && !isRowRule(each.rule)) return false;
          return fits(each.rule, { ...facts, model }) && applies(each);
        })?.rule;
      const found = first(facts.model, false);
      return {
        rule: found?.text ?? null,
        actions: found?.actions ?? {},
        rowActions: (model) => first(model, true)?.actions ?? {},
      };
    },
  };
}

function fits({ surface, route, conditions }: FaultRule, facts: RequestFacts): boolean {
  if (!surface(facts.surface) || !route(facts.path)) return false;
  if (conditions.stream !== undefined && conditions.stream !== facts.stream) return false;
  return conditions.model === undefined || (facts.model !== null && conditions.model(facts.model));
}

function isRowRule({ actions }: FaultRule): boolean {
  return actions.unlisted !== undefined || actions.utilization !== undefined;
}

function counter({ conditions }: FaultRule, index: number, seed: number): () => boolean {
  const { span: [first, last] = [1, Number.POSITIVE_INFINITY], every = 1, chance } = conditions;
  const random = createSeeded('fault', seed, index);
  let matches = 0;
  return () => {
    matches += 1;
    const draw = random.next();
    if (matches < first || matches > last || matches % every !== 0) return false;
    return chance === undefined || draw < chance;
  };
}
