import type { ChartDefinition, ChartFilterOffer } from '#core/contract/charts.ts';
import { Failure } from '#core/contract/failure.ts';
import type { Condition } from '#core/contract/records.ts';
import type { PipelineDefinition } from '#core/definition/pipeline.ts';
import { selectRecords } from '#core/records/row-selection.ts';
import type { ShownRun } from '#core/records/rules-of-run.ts';
import { declaredSelect, identifier, sql } from '#core/sql/sql.ts';
import { mayGoOn } from '#core/store/records.ts';
import { replaceView } from '#core/store/views.ts';
import { type Database, run as execute, rowsOf } from '#core/workspace/open.ts';
import { checkQuery } from './check-query.ts';
import { headlineBefore } from './headlines.ts';
import { namesTable } from './names-table.ts';

type Cell = string | number | null;
type ChartOfPipeline = PipelineDefinition['charts'][number];

/** What a chart draws. */
export interface Figures {
  readonly columns: string[];
  readonly money: string[];
  readonly rows: Cell[][];
}

/** More rows than a chart can show; what lies behind is left out and the chart says so. */
const mostRows = 5000;

/**
 * The figures of a chart. Temporary views stand in front of the clean tables and models, so that the pipeline's own SQL runs over what the
 * filter leaves, and ends when nobody waits for it. Throws a Failure (NOT_FOUND, BAD_INPUT, CANCELLED).
 */
export function chartData(
  database: Database,
  run: ShownRun,
  { id, filter }: { readonly id: string; readonly filter: readonly (Condition & { readonly dataset: string })[] },
): Figures & { readonly before: number | null } {
  const chart = run.pipeline.charts.find((candidate) => candidate.id === id);
  if (!chart)
    throw new Failure('NOT_FOUND', `there is no chart "${id}"; there are ${run.pipeline.charts.map((one) => one.id).join(', ')}`);
  const restore = shadow(database, run, filter);
  try {
    // What a filter leaves was not counted in the run before.
    const before = chart.kind === 'kpi' && filter.length === 0 ? headlineBefore(database, run.no, id) : null;
    return { ...readFigures(database, run, chart), before };
  } finally {
    restore();
  }
}

/** The figures of a chart that need not be one of the pipeline, over all clean records. */
export function chartFigures(database: Database, run: ShownRun, chart: ChartOfPipeline): Figures {
  return overStoppableViews(database, run, () => readFigures(database, run, chart));
}

/** Does work over views of the clean rows and models; its statements end as soon as nobody waits for them. */
export function overStoppableViews<Result>(database: Database, run: ShownRun, work: () => Result): Result {
  const restore = shadow(database, run, []);
  try {
    return work();
  } finally {
    restore();
  }
}

function readFigures(database: Database, run: ShownRun, chart: ChartOfPipeline): Figures {
  const statement = checkQuery(database, chart.sql, `the chart ${chart.id}`);
  const columns = statement.columns().map(({ name }) => name);
  const rows: Cell[][] = [];
  for (const row of statement.raw().iterate()) {
    rows.push(row.map((value) => (value === null || typeof value === 'number' ? value : String(value))));
    if (rows.length >= mostRows) break;
  }
  return { columns, money: columns.filter((name) => isMoney(name, run.pipeline)), rows };
}

/** The charts that a pipeline declares, and what they may be narrowed by. */
export function chartList(database: Database, run: ShownRun) {
  const { pipeline } = run;
  return {
    currency: pipeline.currency ?? null,
    charts: pipeline.charts.map((chart) => chartDetail(run, chart)),
    filters: chartFilters(database, run),
  };
}

/** A chart as it is drawn: where the records behind its points are, and whether they are money. */
export function chartDetail({ pipeline }: ShownRun, chart: ChartOfPipeline): ChartDefinition {
  const { id, page, title, wide = false, kind, x, y, series, column = x } = chart;
  const having = Object.keys(pipeline.datasets).filter(
    (name) => column !== undefined && Object.hasOwn(pipeline.datasets[name]?.columns ?? {}, column),
  );
  // Of several datasets with such a column, the one that it reads.
  const dataset = having.find((name) => namesTable(chart.sql, `clean_${name}`)) ?? having[0];
  return {
    ...{ id, page: page ?? null, title, isWide: wide, kind, x: x ?? null, y: y ?? null, series: series ?? null },
    isMoney: y !== undefined && isMoney(y, pipeline),
    dataset: dataset ?? null,
    column: dataset === undefined ? null : (column ?? null),
    isPrefix: column !== x,
  };
}

/** Whether a figure is money: a model says how many places it has, or it is a column with decimal places. */
function isMoney(y: string, { currency, models, datasets }: PipelineDefinition): boolean {
  if (currency === undefined) return false;
  return (
    models.some(({ columns }) => columns[y]?.scale !== undefined) ||
    Object.values(datasets).some(
      ({ columns }) => Object.hasOwn(columns, y) && columns[y]?.type === 'decimal' && columns[y]?.scale !== undefined,
    )
  );
}

/** Lays views of what a filter leaves over the published ones of this connection; returns a function that takes them away. */
function shadow(database: Database, run: ShownRun, filter: readonly (Condition & { readonly dataset: string })[]): () => void {
  const made: string[] = [];
  const lay = (name: string, select: Parameters<typeof replaceView>[2]): void => {
    replaceView(database, name, select, 'temp');
    made.push(name);
  };
  const take = (): void => {
    for (const name of made.splice(0)) execute(database, sql`drop view if exists temp.${identifier(name)}`);
  };
  try {
    for (const dataset of Object.keys(run.pipeline.datasets)) {
      const view = identifier(`clean_${dataset}`);
      const own = filter.filter((condition) => condition.dataset === dataset);
      if (own.length === 0) {
        lay(`clean_${dataset}`, sql`select * from main.${view} where ${mayGoOn}`);
        continue;
      }
      const selected = selectRecords(database, run, { dataset, what: 'clean', filter: [...own], status: 'open', search: '' });
      // A view takes no bound values: the numbers that the filter leaves are kept in a table of this connection.
      const kept = `kept_${dataset}`;
      execute(database, sql`drop table if exists temp.${identifier(kept)}`);
      execute(database, sql`create temp table ${identifier(kept)} (id integer primary key)`);
      execute(database, sql`insert into ${identifier(kept)} select id from ${selected.from} where ${selected.where}`);
      lay(
        `clean_${dataset}`,
        sql`select * from main.${view} where id in (select id from temp.${identifier(kept)}) and ${mayGoOn}`,
      );
    }
    for (const { name, sql: text } of run.pipeline.models) {
      const built = sql`select * from main.${identifier(name)} where ${mayGoOn}`;
      lay(name, filter.length === 0 ? built : declaredSelect(`select * from (\n${text}\n)`));
    }
    return take;
  } catch (error) {
    take();
    throw error;
  }
}

/** Columns of dates, and columns of few words. */
function chartFilters(database: Database, run: ShownRun): ChartFilterOffer[] {
  return Object.entries(run.pipeline.datasets).flatMap(([dataset, { columns }]) =>
    Object.entries(columns).flatMap(([column, { type, values }]): ChartFilterOffer[] => {
      const view = identifier(`clean_${dataset}`);
      if (type === 'date') {
        const [least = null, most = null] =
          rowsOf(database, sql`select min(${identifier(column)}), max(${identifier(column)}) from ${view}`)[0]?.map((day) =>
            day === null ? null : String(day),
          ) ?? [];
        return [{ dataset, column, type, values: [], least, most }];
      }
      return type === 'text' && values ? [{ dataset, column, type, values: [...values], least: null, most: null }] : [];
    }),
  );
}
