import type { RuleDefinition } from '#core/definition/rule-definition.ts';
import type { Candidate, Mined } from './candidate.ts';
import { dependencies } from './dependencies.ts';
import { formulas } from './formulas.ts';
import { rulesOfColumn } from './of-columns.ts';
import { references } from './references.ts';

/** Rules that the data suggest and that are not stated yet, the most telling first. */
export function mineRules(mined: Mined, stated: readonly RuleDefinition[]): readonly Candidate[] {
  const { profile } = mined;
  const known = new Set(stated.flatMap(subjectsOf));
  return [
    ...profile.columns.flatMap((column) => rulesOfColumn(column, profile.records)),
    ...dependencies(mined),
    ...formulas(mined),
    ...references(profile.columns, mined.parents),
  ]
    .filter(({ rule }) => !subjectsOf(rule).some((subject) => known.has(subject)))
    .sort((a, b) => b.worth - a.worth);
}

/** What a rule is about, so that the same rule is not proposed with another limit; each end of a range counts on its own. */
export function subjectsOf({
  rule,
  column,
  columns,
  determinant,
  expression,
  min,
  max,
}: Readonly<Record<string, unknown>>): readonly string[] {
  const ends = [min, max].flatMap((limit, end) => (limit === undefined ? [] : [end]));
  return (ends.length === 0 ? [undefined] : ends).map((end) =>
    JSON.stringify([rule, column, columns, determinant, expression, end]),
  );
}
