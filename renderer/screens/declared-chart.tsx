import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import type { ChartDefinition } from '#core/contract/charts.ts';
import type { Condition } from '#core/contract/records.ts';
import { Chart, type ChartPoint } from '../chart/chart.tsx';
import { ChartCard } from '../chart/chart-card.tsx';
import { tracesOf } from '../chart/traces.ts';
import { useLayout } from '../chart/use-layout.ts';
import { ask, sentenceOf } from '../client.ts';
import { count, figure, money } from '../format.ts';
import { rowsPath, useRoute } from '../route.ts';
import { useShown } from '../shown.ts';

/** A condition on the records of a dataset that charts are drawn from. */
export type ChartFilter = Condition & { readonly dataset: string };

export interface ChartProps {
  readonly chart: ChartDefinition;
  readonly currency: string | null;
  readonly filter: readonly ChartFilter[];
}

type ChartFigures = NonNullable<ReturnType<typeof useFigures>['data']>;

/** The figures of a chart. */
export function useFigures({ chart, filter }: Pick<ChartProps, 'chart' | 'filter'>) {
  return useQuery(
    ask.charts.data.queryOptions({ input: { id: chart.id, filter: [...filter] }, placeholderData: (before) => before }),
  );
}

/** A chart that the pipeline declares: every point of it opens its records. */
export function DeclaredChart({ chart, currency, filter }: ChartProps) {
  return <FiguresChart {...{ chart, currency, filter }} figures={useFigures({ chart, filter })} />;
}

/** A chart of figures that are known, or on their way. */
export function FiguresChart({
  chart,
  currency,
  filter,
  figures,
}: ChartProps & {
  readonly figures: {
    readonly data: Pick<ChartFigures, 'columns' | 'money' | 'rows'> | undefined;
    readonly isError: boolean;
    readonly error: unknown;
  };
}) {
  const { x, y, series, kind, isMoney } = chart;
  const columns = figures.data?.columns ?? [];
  const amount = (value: number, column = ''): string =>
    figures.data?.money.includes(column) ? money(value, currency) : figure(value, null);
  const rows = useMemo(() => figures.data?.rows ?? [], [figures.data]);
  const at = useCallback((name: string | null): number => columns.indexOf(name ?? ''), [columns]);
  const shown = useCallback(
    (value: unknown): string => (isMoney ? money(Number(value), currency) : figure(Number(value), null)),
    [isMoney, currency],
  );
  const data = useCallback(
    (colour: (name: string) => string) => {
      const figureAt = (row: (typeof rows)[number]) => ({
        x: String(row[at(x)] ?? 'empty'),
        y: Number(row[at(y)]),
        series: series === null ? '' : String(row[at(series)] ?? 'empty'),
      });
      const words = {
        shown,
        short: (value: number): string => (isMoney ? money(value, currency, true) : figure(value, null)),
        hint: chart.dataset ? '<br>open the records' : '',
      };
      return tracesOf(kind, rows.map(figureAt), words, colour);
    },
    [rows, at, x, y, series, kind, chart.dataset, shown, isMoney, currency],
  );
  const layout = useLayout(chart, rows, at, currency);
  const open = useOpener(
    chart,
    filter,
    rows.map((row) => String(row[at(x)] ?? 'empty')),
  );
  const best = rows.reduce<(typeof rows)[number] | undefined>(
    (top, row) => (top && Number(top[at(y)]) >= Number(row[at(y)]) ? top : row),
    undefined,
  );
  const label = best
    ? `${chart.title}: ${count(rows.length)} figures, the largest is ${shown(best[at(y)])} for ${best[at(x)] ?? 'empty'}`
    : chart.title;
  return (
    <ChartCard
      title={chart.title}
      columns={columns}
      figures={figures.data}
      texts={columns.filter((_, index) => rows.every((row) => typeof row[index] !== 'number'))}
      rows={rows.map((row) =>
        row.map((value, index) =>
          typeof value === 'number' ? (
            columns[index] === y ? (
              <button
                key={columns[index]}
                type="button"
                className="link"
                disabled={chart.dataset === null}
                onClick={() =>
                  open({ x: String(row[at(x)] ?? 'empty'), name: series === null ? '' : String(row[at(series)] ?? 'empty') })
                }
              >
                {shown(value)}
              </button>
            ) : (
              amount(value, columns[index])
            )
          ) : (
            value
          ),
        ),
      )}
    >
      {figures.isError ? (
        <p className="wrong-ink wrap">▲ {sentenceOf(figures.error)}</p>
      ) : kind === 'table' ? undefined : (
        <Chart data={data} layout={layout} label={label} onPoint={chart.dataset === null ? undefined : open} />
      )}
    </ChartCard>
  );
}

/** A function that opens the records behind a point; `texts` are the values along the axis. */
function useOpener(
  chart: ChartDefinition,
  filter: readonly ChartFilter[],
  texts: readonly string[],
): (point: Pick<ChartPoint, 'x' | 'name'>) => void {
  const { pipeline } = useShown();
  const [, go] = useRoute();
  const { series } = chart;
  // A series may be computed: then no column holds its name.
  const hasSeries = pipeline?.datasets.some(({ name, columns: own }) => name === chart.dataset && own.includes(series ?? ''));
  return ({ x: value, name }) => {
    if (chart.dataset === null || chart.column === null) return;
    const own = filter.filter((one) => one.dataset === chart.dataset).map(({ dataset: _, ...condition }) => condition);
    const operator = chart.isPrefix ? 'starts with' : value === 'empty' ? 'is empty' : 'equals';
    // What Plotly takes for a date it may give back with a time of day or a day more.
    const written = texts.includes(value) ? value : (texts.find((text) => value.startsWith(text)) ?? value);
    const line =
      hasSeries && series !== null
        ? [{ column: series, operator: name === 'empty' ? ('is empty' as const) : ('equals' as const), value: name, values: [] }]
        : [];
    go(
      rowsPath(chart.dataset, 'clean', {
        filter: [...own, { column: chart.column, operator, value: written, values: [] }, ...line],
      }),
    );
  };
}
