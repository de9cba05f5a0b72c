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
  const keys = keysOf(run, reference);
  const [figures = []] = rowsOf(database, figuresSql(keys));
  const [filled, matched, ifTrimmed, ifFolded, most, parents, childless, repeated, apart] = figures.map(Number);
  const shown = (values: readonly unknown[]): string => values.map((value) => String(value ?? '')).join(', ');
  const [[example] = []] = rowsOf(database, keys.example);
  return {
    ...reference,
    columns: [...reference.columns],
    parentColumns: [...reference.parentColumns],
    filled: filled ?? 0,
    matched: matched ?? 0,
    ifTrimmed: ifTrimmed ?? 0,
    ifFolded: ifFolded ?? 0,
    unmatched: rowsOf(database, keys.unmatched).map(shown),
    example: String(example ?? ''),
    parents: parents ?? 0,
    childless: childless ?? 0,
    most: most ?? 0,
    repeated: repeated ?? 0,
    apart: apart ?? 0,
  };
}

/** The keys of both sides in SQL. */
interface Keys {
  /** The keys of both sides by the names k0, k1 …, each once: `children` and `parents`, and the children `compared` with them. */
  readonly compared: Sql;
  readonly names: readonly Sql[];
  /** Selects the texts of the most frequent keys that have no match. */
  readonly unmatched: Sql;
  /** Selects a key that the other dataset has. */
  readonly example: Sql;
}

function keysOf(run: CurrentRun, { dataset, columns, parent, parentColumns }: Reference): Keys {
  const context = sqlContextOf(run, dataset);
  const own = columns.map((column, index) =>
    inScaleOf(parent, parentColumns[index] ?? '', context.value(column), column, context),
  );
  const others = parentColumns.map((column) => context.value(column, parent));
  const names = columns.map((_, index) => identifier(`k${index}`));
  const keys = join(names);
  const named = (values: readonly Sql[]): Sql => join(values.map((value, index) => sql`${value} as ${names[index] ?? keys}`));
  const filled = areFilled(columns.map((column) => context.value(column)));
  const isMatched = (values: readonly Sql[]): Sql =>
    sql`((${join(values)}) in (select ${keys} from parents) is true or ${context.isAdded(parent, parentColumns, values)})`;
  const compared = sql`
    with children as materialized (
      select ${named(own)}, count(*) as records from ${context.table()} where ${filled} group by ${keys}
    ), parents as materialized (
      select ${named(others)}, count(*) filter (where ${context.counts('parent')}) as standing
      from ${context.table(parent)} parent
      where ${areFilled(others)} and ${mayGoOn}
      group by ${keys}
    ), compared as materialized (
      select *, ${isMatched(names)} as is_matched from children
    )`;
  const texts = join(columns.map((column) => context.text(column)));
  return {
    compared,
    names,
    unmatched: sql`${compared}
      select ${texts} from ${context.table()} where ${filled} and not ${isMatched(own)} group by ${texts}
      order by count(*) desc, 1 limit ${mostShown}`,
    example: sql`
      select max(${sqlContextOf(run, parent).text(parentColumns[0] ?? '')})
      from ${context.table(parent)} where ${areFilled(others)}`,
  };
}

/** Selects the figures of a reference, in the order of `sidesOf`. */
function figuresSql({ compared, names }: Keys): Sql {
  const keys = join(names);
  const isFound = (how: (key: Sql) => Sql): Sql => {
    const same = join(names.map(how));
    return sql`(is_matched or (${same}) in (select ${same} from parents))`;
  };
  return sql`${compared}
    select sum(records), sum(records) filter (where is_matched),
      sum(records) filter (where ${isFound((key) => sql`trim(${key})`)}),
      sum(records) filter (where ${isFound((key) => sql`winnow_folded(trim(${key}))`)}),
      max(records) filter (where is_matched),
      (select count(*) from parents),
      (select count(*) from parents where (${keys}) not in (select ${keys} from children where ${areFilled(names)})),
      (select count(*) from parents where standing > 1),
      sum(records) filter (where (${keys}) in (select ${keys} from parents where standing = 0))
    from compared`;
}

function areFilled(values: readonly Sql[]): Sql {
  return join(
    values.map((value) => sql`${value} is not null`),
    ' and ',
  );
}
