import type { ChartSpec } from '#core/contract/charts.ts';
import { Failure } from '#core/contract/failure.ts';
import { addCharts } from '#core/definition/edit-charts.ts';
import type { ShownRun } from '#core/records/rules-of-run.ts';
import { identifier } from '#core/sql/sql.ts';
import type { Database } from '#core/workspace/open.ts';
import { chartDetail, chartFigures } from './chart-data.ts';
import { measureOf, pointOf } from './measure.ts';
import type { ProposedChart } from './propose-charts.ts';
import { type TableColumn, tableColumns, viewOf } from './table-columns.ts';

/** Bars and slices that can be told apart. */
const maxBars = 20;

/**
 * A chart that a person described: its definition, its figures, and the pipeline.yaml with it added. Throws a Failure (NOT_FOUND, BAD_INPUT) for
 * a table or column that is not there, or a measure that does not fit its column.
 */
export function buildChart(
  database: Database,
  run: ShownRun,
  { yaml, spec }: { readonly yaml: string; readonly spec: ChartSpec },
) {
  const columns = new Map(tableColumns(database, run, spec.table).map((column) => [column.name, column]));
  const chart = chartOf(run, spec, columns);
  return {
    chart: chartDetail(run, chart),
    ...chartFigures(database, run, chart),
    yaml: addCharts(yaml, [chart]),
  };
}

function chartOf(run: ShownRun, spec: ChartSpec, columns: ReadonlyMap<string, TableColumn>): ProposedChart {
  const known = (name: string | undefined): TableColumn | undefined => {
    if (name === undefined) return undefined;
    const column = columns.get(name);
    if (!column)
      throw new Failure(
        'BAD_INPUT',
        `there is no column "${name}" in ${spec.table}; there are ${[...columns.keys()].join(', ')}`,
      );
    return column;
  };
  const by = spec.kind === 'kpi' ? undefined : known(spec.by);
  const series = spec.kind === 'kpi' || spec.kind === 'pie' ? undefined : known(spec.series);
  if (spec.kind !== 'kpi' && !by) throw new Failure('BAD_INPUT', 'say by which column the figures are to be told apart');
  const measure = measureOf(spec.measure.of, known(spec.measure.column));
  const x = by && pointOf(by, spec.step);
  const view = identifier(viewOf(run, spec.table)).text;
  const selected = [
    ...(x ? [`${x.sql} as ${quoted(x.name)}`] : []),
    ...(series ? [quoted(series.name)] : []),
    `${measure.sql} as ${quoted(measure.name)}`,
  ];
  const groups = selected.slice(0, -1).map((_, place) => place + 1);
  const order = spec.kind === 'line' || series ? groups.join(', ') : `${selected.length} desc`;
  const isCut = spec.kind !== 'line' && !series;
  const title = spec.title ?? titleOf(measure.title, x?.name, series?.name);
  return {
    id: freeId(run, title),
    ...(spec.page !== undefined && { page: spec.page }),
    title,
    kind: spec.kind,
    ...(x && { x: x.name }),
    ...(x && by && x.name !== by.name && { column: by.name }),
    y: measure.name,
    ...(series && { series: series.name }),
    sql: `select ${selected.join(', ')} from ${view}${
      x && by
        ? ` where ${quoted(by.name)} is not null group by ${groups.join(', ')} order by ${order}${isCut ? ` limit ${maxBars}` : ''}`
        : ''
    }`,
  };
}

function titleOf(measure: string, x: string | undefined, series: string | undefined): string {
  const by = [x, series].flatMap((name) => (name === undefined ? [] : [name.replaceAll('_', ' ')]));
  return by.length === 0 ? measure : `${measure} by ${by.join(' and ')}`;
}

function freeId({ pipeline }: ShownRun, title: string): string {
  const plain =
    title
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '_')
      .replace(/^_|_$/g, '') || 'chart';
  const taken = new Set(pipeline.charts.map(({ id }) => id));
  let id = plain;
  for (let number = 2; taken.has(id); number++) id = `${plain}_${number}`;
  return id;
}

function quoted(name: string): string {
  return identifier(name).text;
}
