import type { RelationSides } from '#core/contract/relations.ts';
import { rulesOfDataset } from '#core/definition/rules-of-dataset.ts';
import { inScaleOf } from '#core/quality/in-scale-of.ts';
import { kindOfRule } from '#core/quality/kind-of-rule.ts';
import { identifier, join, type Sql, sql } from '#core/sql/sql.ts';
import { mayGoOn } from '#core/store/records.ts';
import { type Database, rowsOf } from '#core/workspace/open.ts';
import type { CurrentRun } from './current-run.ts';
import { definitionOf } from './row-cells.ts';
import { sqlContextOf } from './sql-context.ts';

/** Values without a match that are shown. */
const mostShown = 5;

/** A reference of a dataset to another. */
interface Reference {
  readonly dataset: string;
  readonly ruleId: string;
  readonly columns: readonly string[];
  readonly parent: string;
  readonly parentColumns: readonly string[];
}

/** How the records of each reference of a run find each other; every readable record counts, as it does for the rule. */
export function relationSides(database: Database, run: CurrentRun): RelationSides[] {
  return referencesIn(run).map((reference) => sidesOf(database, run, reference));
}

function referencesIn(run: CurrentRun): readonly Reference[] {
  return Object.entries(run.pipeline.datasets).flatMap(([dataset, definition]) =>
    rulesOfDataset(definition).flatMap((rule) => {
      const refers = kindOfRule(rule)?.refersTo?.(rule);
      if (!refers) return [];
      const parent = String(refers.dataset);
      const parentColumns = Array.isArray(refers.to) ? refers.to.map(String) : definitionOf(run, parent).key;
      return [{ dataset, ruleId: rule.id, columns: (refers.columns as readonly unknown[]).map(String), parent, parentColumns }];
    }),
  );
}

function sidesOf(database: Database, run: CurrentRun, reference: Reference): RelationSides {
  const { dataset, columns, parent, parentColumns } = reference;
  const context = sqlContextOf(run, dataset);
  const names = columns.map((_, index) => identifier(`k${index}`));
  const keys = join(names);
  const own = columns.map((column, index) =>
    inScaleOf(parent, parentColumns[index] ?? '', context.value(column), column, context),
  );
  const filled = join(
    columns.map((column) => sql`${context.value(column)} is not null`),
    ' and ',
  );
  const others = parentColumns.map((column) => context.value(column, parent));
  const folded = (how: (key: Sql) => Sql): Sql => {
    const same = join(names.map(how));
    return sql`(${same}) in (select ${same} from parents)`;
  };
  const trimmed = (key: Sql): Sql => sql`trim(${key})`;
  const counts = sql`
    with children as materialized (
      select ${join(own.map((value, index) => sql`${value} as ${names[index] ?? sql`k`}`))}, count(*) as records
      from ${context.table()} where ${filled} group by ${keys}
    ), parents as materialized (
      select ${join(others.map((value, index) => sql`${value} as ${names[index] ?? sql`k`}`))}, count(*) as records
      from ${context.table(parent)} where ${join(
        others.map((value) => sql`${value} is not null`),
        ' and ',
      )} and ${mayGoOn} group by ${keys}
    ), compared as materialized (
      select *, (${keys}) in (select ${keys} from parents) is true or ${context.isAdded(parent, parentColumns, names)} as is_matched from children
    )`;
  const [figures = []] = rowsOf(
    database,
    sql`${counts}
      select sum(records), sum(records) filter (where is_matched),
        sum(records) filter (where is_matched or ${folded(trimmed)}),
        sum(records) filter (where is_matched or ${folded((key) => sql`lower(trim(${key}))`)}),
        max(records) filter (where is_matched),
        (select count(*) from parents),
        (select count(*) from parents where (${keys}) not in (select ${keys} from children where ${join(
          names.map((name) => sql`${name} is not null`),
          ' and ',
        )})),
        (select count(*) from parents where records > 1)
      from compared`,
  );
  const texts = columns.map((column) => context.text(column));
  const owned = sql`(${join(own)}) in (select ${keys} from parents) is true or ${context.isAdded(parent, parentColumns, own)}`;
  const unmatched = rowsOf(
    database,
    sql`${counts}
      select ${join(texts)} from ${context.table()} where ${filled} and not (${owned}) group by ${join(texts)}
      order by count(*) desc, 1 limit ${mostShown}`,
  );
  const parentText = sqlContextOf(run, parent).text(parentColumns[0] ?? '');
  const [[example] = []] = rowsOf(
    database,
    sql`select max(${parentText}) from ${context.table(parent)} where ${others[0] ?? sql`null`} is not null`,
  );
  const [all, matched, ifTrimmed, ifFolded, most, parents, childless, repeated] = figures.map(Number);
  const shown = (values: readonly unknown[]): string => values.map((value) => String(value ?? '')).join(', ');
  return {
    ...reference,
    columns: [...columns],
    parentColumns: [...parentColumns],
    filled: all ?? 0,
    matched: matched ?? 0,
    ifTrimmed: ifTrimmed ?? 0,
    ifFolded: ifFolded ?? 0,
    unmatched: unmatched.map(shown),
    example: String(example ?? ''),
    parents: parents ?? 0,
    childless: childless ?? 0,
    most: most ?? 0,
    repeated: repeated ?? 0,
  };
}
