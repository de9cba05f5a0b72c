import { recordState } from '#core/contract/record-state.ts';
import { nullWordsOf } from '#core/quality/null-words-of.ts';
import { relationsOfDataset } from '#core/quality/relations-of-dataset.ts';
import type { SqlContext } from '#core/quality/rule.ts';
import { recordsTable, valueColumn } from '#core/sql/names.ts';
import { identifier, join, literal, type Sql, sql } from '#core/sql/sql.ts';
import { mayGoOn } from '#core/store/records.ts';
import { statisticSql } from '#core/store/statistics.ts';
import type { ShownRun } from './rules-of-run.ts';
import { valueColumns } from './value-columns.ts';

/** What the SQL form of a rule may use of a run: the tables of its records. */
export function sqlContextOf(
  { pipeline, no, today }: ShownRun & { readonly today: string },
  name: string,
  ruleId = '',
): SqlContext {
  const dataset = pipeline.datasets[name];
  if (!dataset) throw new RangeError(`there is no dataset ${name}`);
  const place = (column: string, of: string): number => {
    const found = valueColumns(pipeline.datasets[of] ?? dataset).findIndex((candidate) => candidate.name === column);
    if (found < 0) throw new RangeError(`there is no column ${column} in ${of}`);
    return found;
  };
  const columns = valueColumns(dataset);
  const columnOf = (column: string) => columns[place(column, name)];
  return {
    table: (other) =>
      other === undefined ? sql`(select * from ${recordsTable(name, no)} where ${mayGoOn})` : recordsTable(other, no),
    value: (column, other = name) => valueColumn(place(column, other)),
    text: (column, value = valueColumn(place(column, name))) => asText(value, columnOf(column)?.scale),
    counts: (alias) => sql`${identifier(alias)}.state not in (${recordState.rejected}, ${recordState.merged})`,
    isAdded: (other, columns, values) =>
      sql`exists (
        select 1 from decisions
        where kind = 'added' and undone_at is null and dataset = ${other} and details = ${JSON.stringify({ columns })}
          and fingerprint = json_array(${join(values)}))`,
    statistic: (figure) => statisticSql(no, name, ruleId, figure),
    scaleOf: (column, other = name) => valueColumns(pipeline.datasets[other] ?? dataset)[place(column, other)]?.scale,
    typeOf: (column) => columnOf(column)?.type ?? 'text',
    keyOf: (other) => pipeline.datasets[other]?.key ?? [],
    nullWords: nullWordsOf(pipeline, dataset),
    today,
    columns: dataset.columns,
    relations: relationsOfDataset(pipeline, name),
  };
}

/** Minor units as people read them. */
function asText(column: Sql, scale: number | undefined): Sql {
  if (scale === undefined || scale === 0) return column;
  return sql`printf(${`%.${scale}f`}, ${column} / ${literal(`1e${scale}`)})`;
}
