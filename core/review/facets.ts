import type { Facets } from '#core/contract/problems.ts';
import type { Breaks, Selection } from '#core/contract/records.ts';
import { fits, type RuleOfRun, type ShownRun } from '#core/records/rules-of-run.ts';
import { sql } from '#core/sql/sql.ts';
import { type Database, rowsOf } from '#core/workspace/open.ts';
import { blockingResults, chosenSql, idsSql } from './chosen.ts';

/**
 * How many of the exceptions meant break each rule, and rules of each column, severity and category: records, not violations, so that each
 * number is that of the rows which its choice shows, besides what is chosen of the other kinds.
 */
export function facetsOf(database: Database, run: ShownRun, { breaks = {}, ...selection }: Omit<Selection, 'what'>): Facets {
  const results = blockingResults(database, run, selection.dataset);
  const byId = new Map(results.map((result) => [String(result.id), result]));
  // Many records break the very same rules: these are looked at once.
  const combinations = rowsOf(
    database,
    sql`
      select broken, count(*)
      from (
        select group_concat(distinct rule_result_id) as broken from violations
        where rule_result_id in (${idsSql(results)}) and record_id in (${chosenSql(database, run, selection)})
        group by record_id
      )
      group by broken`,
  );
  const rules = new Map<string, number>();
  const columns = new Map<string, number>();
  const severities = new Map<string, number>();
  const categories = new Map<string, number>();
  for (const [broken, count] of combinations) {
    const found = String(broken)
      .split(',')
      .flatMap((id) => byId.get(id) ?? []);
    const add = (counts: Map<string, number>, kind: keyof Breaks, valuesOf: (rule: RuleOfRun) => readonly string[]): void => {
      const values = found.filter((rule) => fits(rule, { ...breaks, [kind]: undefined })).flatMap(valuesOf);
      for (const value of new Set(values)) counts.set(value, (counts.get(value) ?? 0) + Number(count));
    };
    add(rules, 'rules', ({ ruleId }) => [ruleId]);
    add(columns, 'columns', (rule) => rule.columns);
    add(severities, 'severities', ({ severity }) => [severity]);
    add(categories, 'categories', ({ category }) => [category]);
  }
  return {
    rules: listed(rules).map(({ value, records }) => {
      const result = results.find(({ ruleId }) => ruleId === value);
      return { ruleId: value, title: result?.title ?? value, records };
    }),
    columns: listed(columns),
    severities: listed(severities),
    categories: listed(categories),
  };
}

function listed(counts: ReadonlyMap<string, number>): { value: string; records: number }[] {
  return [...counts].map(([value, records]) => ({ value, records })).sort((a, b) => b.records - a.records);
}
