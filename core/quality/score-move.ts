import type { Severity } from '#core/contract/severity.ts';
import { type ScoredRule, scoreOf } from './score.ts';

/** What the rules of a run came to, with the weights of its pipeline. */
export interface ScoredRun<Rule extends ScoredRule> {
  readonly rules: readonly Rule[];
  readonly weights: Readonly<Record<Severity, number>>;
}

/** How many points of the score a rule moved; undefined on the side where it was not judged. */
export interface ScoreCause<Rule> {
  readonly before: Rule | undefined;
  readonly after: Rule | undefined;
  readonly points: number;
}

/**
 * How each rule moved the score from one run to another, what moved it most before the rest. A rule costs 100 × weight × failed ÷ checked weight
 * of the whole run, so that the points of all rules sum to the whole change.
 */
export function scoreCauses<Rule extends ScoredRule>(
  before: ScoredRun<Rule>,
  after: ScoredRun<Rule>,
  nameOf: (rule: Rule) => string,
): readonly ScoreCause<Rule>[] {
  const [old, fresh] = [costs(before, nameOf), costs(after, nameOf)];
  return [...new Set([...old.keys(), ...fresh.keys()])]
    .map((name) => {
      const [one, other] = [old.get(name), fresh.get(name)];
      return { before: one?.rule, after: other?.rule, points: (one?.cost ?? 0) - (other?.cost ?? 0) };
    })
    .filter(({ points }) => points !== 0)
    .sort((a, b) => Math.abs(b.points) - Math.abs(a.points));
}

function costs<Rule extends ScoredRule>({ rules, weights }: ScoredRun<Rule>, nameOf: (rule: Rule) => string) {
  const { checkedWeight } = scoreOf(rules, weights);
  return new Map(
    rules.map((rule) => [
      nameOf(rule),
      { rule, cost: checkedWeight === 0 ? 0 : (100 * weights[rule.severity] * rule.failed) / checkedWeight },
    ]),
  );
}
