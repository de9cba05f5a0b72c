import type { DatasetDefinition } from '#core/definition/dataset.ts';
import type { PipelineDefinition } from '#core/definition/pipeline.ts';
import type { ShownRun } from '#core/records/rules-of-run.ts';
import { identifier, sql } from '#core/sql/sql.ts';
import { type Database, rowsOf } from '#core/workspace/open.ts';

/** A chart as a pipeline declares it. */
export type ProposedChart = PipelineDefinition['charts'][number];

/** Different values that bars can show, and days that a line shows day by day. */
const mostBars = 20;
const mostDays = 120;
const mostTotals = 3;
const mostBarCharts = 2;

/**
 * A first dashboard for a pipeline without charts, over the dataset with the most clean records: their number, totals, a line over the first
 * date, and bars for columns of few values.
 */
export function proposeCharts(database: Database, { pipeline }: ShownRun): readonly ProposedChart[] {
  const sizes = Object.keys(pipeline.datasets).map((name) => ({ name, rows: countOf(database, name) }));
  const [largest] = sizes.toSorted((one, other) => other.rows - one.rows);
  const dataset = largest && pipeline.datasets[largest.name];
  if (!largest || !dataset || largest.rows === 0) return [];
  const { name } = largest;
  const measures = measuresOf(dataset);
  const [measure] = measures;
  const figure = measure === undefined ? 'count(*) as records' : `sum(${quoted(measure)}) as ${quoted(measure)}`;
  const shown = measure ?? 'records';
  const what = measure === undefined ? 'Records' : title(measure);
  const view = quoted(`clean_${name}`);
  return [
    { id: 'records', title: 'Records', kind: 'kpi', y: 'records', sql: `select count(*) as records from ${view}` },
    ...measures.slice(0, mostTotals).map(
      (column): ProposedChart => ({
        id: `total_${column}`,
        title: `Total of ${words(column)}`,
        kind: 'kpi',
        y: column,
        sql: `select sum(${quoted(column)}) as ${quoted(column)} from ${view}`,
      }),
    ),
    ...lineOf(database, name, dataset, { figure, shown, what }),
    ...barsOf(database, name, dataset, { figure, shown, what }),
  ];
}

/** What is drawn over dates and by values. */
interface Figure {
  readonly figure: string;
  readonly shown: string;
  readonly what: string;
}

function lineOf(
  database: Database,
  name: string,
  { columns }: DatasetDefinition,
  { figure, shown, what }: Figure,
): ProposedChart[] {
  const column = Object.keys(columns).find((candidate) => columns[candidate]?.type === 'date');
  if (column === undefined) return [];
  const view = quoted(`clean_${name}`);
  const isDaily = differentIn(database, name, column, mostDays) <= mostDays;
  const when = isDaily ? quoted(column) : `substr(${quoted(column)}, 1, 7)`;
  const x = isDaily ? column : 'month';
  return [
    {
      id: `by_${column}`,
      title: `${what} by ${isDaily ? words(column) : 'month'}`,
      kind: 'line',
      x,
      ...(isDaily ? {} : { column }),
      y: shown,
      sql: `select ${when} as ${quoted(x)}, ${figure} from ${view} where ${quoted(column)} is not null group by 1 order by 1`,
    },
  ];
}

function barsOf(database: Database, name: string, dataset: DatasetDefinition, { figure, shown, what }: Figure): ProposedChart[] {
  const view = quoted(`clean_${name}`);
  const texts = Object.entries(dataset.columns).filter(([column, { type }]) => type === 'text' && !dataset.key.includes(column));
  return texts
    .filter(([column]) => {
      const different = differentIn(database, name, column, mostBars);
      return different > 1 && different <= mostBars;
    })
    .slice(0, mostBarCharts)
    .map(([column]) => ({
      id: `by_${column}`,
      title: `${what} by ${words(column)}`,
      kind: 'bar',
      x: column,
      y: shown,
      sql: `select ${quoted(column)}, ${figure} from ${view} group by 1 order by 2 desc`,
    }));
}

/** Columns whose sum means something, the measure first: decimals, and whole numbers that are no keys, numbers of something or years. */
function measuresOf({ columns, key, references, measure }: DatasetDefinition): readonly string[] {
  const keys = new Set([...key, ...references.flatMap((reference) => reference.columns)]);
  const isName = (column: string): boolean =>
    /(^|_)(id|no|nr|number|code|zip|year|month|day|phone|rating|age|rate|percent|pct)$/i.test(column);
  const numbers = Object.entries(columns)
    .filter(
      ([column, { type, unique }]) =>
        (type === 'decimal' || type === 'integer') && !unique && !keys.has(column) && !isName(column),
    )
    .map(([column]) => column);
  return measure === undefined ? numbers : [measure, ...numbers.filter((column) => column !== measure)];
}

function countOf(database: Database, dataset: string): number {
  return Number(rowsOf(database, sql`select count(*) from ${identifier(`clean_${dataset}`)}`)[0]?.[0]);
}

/** How many different values a column has; no more are counted than one above `most`. */
function differentIn(database: Database, dataset: string, column: string, most: number): number {
  const [row] = rowsOf(
    database,
    sql`
      select count(*)
      from (select distinct ${identifier(column)} from ${identifier(`clean_${dataset}`)} where ${identifier(column)} is not null limit ${most + 1})`,
  );
  return Number(row?.[0]);
}

function quoted(name: string): string {
  return identifier(name).text;
}

function words(column: string): string {
  return column.replaceAll('_', ' ');
}

function title(column: string): string {
  const text = words(column);
  return `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}`;
}
