import type { RuleDefinition } from '#core/definition/rule-definition.ts';
import type { Value } from '#core/quality/type.ts';
import type { Sql } from '#core/sql/sql.ts';
import type { Reviewer } from './reviewer.ts';

/** Notes which cells became empty, or are empty no more: rules have nothing to check in an empty cell. */
export interface Emptiness {
  /** Whether a change may decide to which rules a record gives something to check. */
  readonly isTouched: (after: readonly Value[], before: readonly unknown[], written: ReadonlyMap<string, string>) => boolean;
  /** Notes the columns concerned; all of them where the rules begin or cease to look at the record. */
  readonly note: (after: readonly Value[], before: readonly unknown[], isEverything: boolean) => void;
  /** Selects in how many records a rule about many has something to check, where that may have changed. */
  readonly applicableSql: (rule: RuleDefinition) => Sql | undefined;
}

/** Makes the notes of a dataset; `before` and `after` are values in the order of `columns`, the computed ones among them. */
export function createEmptiness(
  { rules, readBy, appliesByValues, applicableSql }: Reviewer,
  columns: readonly string[],
): Emptiness {
  const changed = new Set<string>();
  const deciding = new Set(rules.flatMap((rule, index) => (rule.enabled && appliesByValues(rule) ? readBy(index) : [])));
  return {
    isTouched: (after, before, written) =>
      columns.some(
        (column, place) =>
          (after[place] === null || before[place] === null || deciding.has(column)) &&
          (after[place] !== before[place] || written.has(column)),
      ),
    note: (after, before, isEverything) => {
      for (const [place, column] of columns.entries())
        if (isEverything || (after[place] === null) !== (before[place] === null)) changed.add(column);
    },
    applicableSql: (rule) => (changed.size === 0 ? undefined : applicableSql(rule, changed)),
  };
}
