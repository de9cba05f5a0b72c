import { recordState } from '#core/contract/record-state.ts';
import { modelTable, quoted, recordsTable, valueColumn } from '#core/sql/names.ts';
import { identifier, join, literal, type Sql, sql } from '#core/sql/sql.ts';
import { type Database, rowsOf, run } from '#core/workspace/open.ts';
import { mayGoOn, mayGoOnAtEach, mostValueColumns } from './records.ts';

/** A column of a clean view. */
export interface ViewColumn {
  readonly name: string;
  readonly type: string;
  /** Decimal places of its minor units; undefined for text. */
  readonly scale: number | undefined;
}

/** Views that every workspace has. */
const lastingViews = ['validation_results', 'source_records', 'exception_places', 'exceptions', 'changes'];

/** The run that views show. */
export interface ViewedRun {
  readonly no: number;
  readonly id: string;
  readonly startedAt: string;
}

/** What the views of one dataset show. */
export interface DatasetView {
  readonly dataset: string;
  readonly columns: readonly ViewColumn[];
  /** Names of the raw cells in the order of the file. */
  readonly rawNames: readonly string[];
  readonly sourceId: number;
}

/** The SQL of `clean_<dataset>`: numbers in units, dates as text, the records that passed. */
function cleanView({ dataset, columns }: DatasetView, { no, id, startedAt }: ViewedRun): Sql {
  const values = columns.map((column, place) => sql`${inUnits(column, place)} as ${identifier(column.name)}`);
  return sql`
    select r.id, ${quoted(id)} as run_id, ${join(values)}, ${quoted(startedAt)} as processed_timestamp
    from ${recordsTable(dataset, no)} r
    where r.state in (${literal(String(recordState.clean))}, ${literal(String(recordState.waived))})`;
}

/** The SQL of `raw_<dataset>`: the exact text of every cell of every record that was read. */
function rawView({ rawNames, sourceId }: DatasetView, { id }: ViewedRun): Sql {
  const cells = rawNames
    .slice(0, mostValueColumns)
    .map((name, index) => sql`json_extract(r.cells, ${literal(`'$[${index}]'`)}) as ${identifier(name)}`);
  return sql`
    select r.row_no as id, ${quoted(id)} as run_id, s.ingested_at as ingestion_timestamp, r.source_name, r.line_no, r.byte_offset, ${join(cells)}
    from sources s
    join source_records r on r.source_id = s.id
    where s.id = ${literal(String(sourceId))}`;
}

/** Makes the published views show a run: `raw_` and `clean_` of each dataset, and each model under its own name. */
export function publishViews(
  database: Database,
  viewed: ViewedRun,
  datasets: readonly DatasetView[],
  models: readonly string[],
): void {
  // Views of a run before, perhaps of another pipeline, would show tables that are gone.
  for (const [name] of rowsOf(database, sql`select name from sqlite_schema where type = 'view'`)) {
    if (!lastingViews.includes(String(name))) run(database, sql`drop view ${identifier(String(name))}`);
  }
  for (const view of datasets) {
    replaceView(database, `clean_${view.dataset}`, cleanView(view, viewed));
    replaceView(database, `raw_${view.dataset}`, rawView(view, viewed));
  }
  // Every workspace has this one, empty where no model bears its name.
  if (!models.includes('analytics_summary'))
    replaceView(
      database,
      'analytics_summary',
      sql`
        select null as id, null as run_id, null as total_revenue, null as total_orders, null as region, null as product,
          null as daily_sales, null as calculation_date, null as created_timestamp
        where false`,
    );
  for (const model of models) replaceView(database, model, sql`select * from ${modelTable(model, viewed.no)}`);
}

/** Makes temporary views of a run for its own connection, before anybody else may see it. */
export function shadowViews(database: Database, viewed: ViewedRun, datasets: readonly DatasetView[]): void {
  for (const view of datasets) {
    // What models read can be stopped.
    replaceView(database, `clean_${view.dataset}`, sql`${cleanView(view, viewed)} and ${mayGoOn}`, 'temp');
    replaceView(database, `raw_${view.dataset}`, sql`${rawView(view, viewed)} and ${mayGoOnAtEach(sql`r.row_no`)}`, 'temp');
  }
}

/** Puts a view in the place of another of the same name. */
export function replaceView(database: Database, name: string, select: Sql, schema: 'main' | 'temp' = 'main'): void {
  const view = sql`${identifier(schema)}.${identifier(name)}`;
  run(database, sql`drop view if exists ${view}`);
  run(database, sql`create view ${view} as ${select}`);
}

function inUnits({ type, scale }: ViewColumn, place: number): Sql {
  const column = sql`r.${valueColumn(place)}`;
  if (type !== 'decimal') return column;
  if (scale === undefined) return sql`cast(${column} as real)`;
  return scale === 0 ? column : sql`(${column} / ${literal(`1${'0'.repeat(scale)}.0`)})`;
}
