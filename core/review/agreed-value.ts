import { recordState } from '#core/contract/record-state.ts';
import type { RuleDefinition } from '#core/definition/rule-definition.ts';
import type { Value } from '#core/quality/type.ts';
import { definitionOf } from '#core/records/row-cells.ts';
import { valueColumns } from '#core/records/value-columns.ts';
import { valueText } from '#core/records/value-text.ts';
import { recordsTable, valueColumn } from '#core/sql/names.ts';
import { join, type SqlValue, sql } from '#core/sql/sql.ts';
import { type Database, rowsOf } from '#core/workspace/open.ts';
import type { ReviewedRun } from './verdict.ts';

/** What most of the other records with the same determinant say in a column; undefined where no value has a majority. */
export function agreedValue(
  database: Database,
  run: ReviewedRun,
  dataset: string,
  rule: RuleDefinition,
  recordId: number,
  values: readonly Value[],
): { readonly text: string; readonly share: number; readonly members: number } | undefined {
  const columns = valueColumns(definitionOf(run, dataset));
  const placeOf = (name: string): number => columns.findIndex((column) => column.name === name);
  const determinant = (rule['determinant'] as readonly string[]).map(placeOf);
  const told = placeOf(String(rule['column']));
  const own = columns[told];
  if (!own || determinant.some((place) => values[place] === null || values[place] === undefined)) return undefined;
  const same = determinant.map((place) => sql`${valueColumn(place)} = ${(values[place] ?? null) as SqlValue}`);
  const [value, members, count] =
    rowsOf(
      database,
      sql`
        select ${valueColumn(told)}, sum(count(*)) over (), count(*)
        from ${recordsTable(dataset, run.no)}
        where ${join(same, ' and ')} and id <> ${recordId} and ${valueColumn(told)} is not null
          and state not in (${recordState.rejected}, ${recordState.merged})
        group by 1 order by 3 desc, 1 limit 1`,
    )[0] ?? [];
  if (value === undefined || 2 * Number(count) <= Number(members)) return undefined;
  return { text: valueText(own, value), share: Number(count) / Number(members), members: Number(members) };
}
