import { useQuery } from '@tanstack/react-query';
import type { Data, Layout } from 'plotly.js';
import { useCallback, useMemo, useState } from 'react';
import { Link } from 'wouter';
import type { ChartDefinition } from '#core/contract/charts.ts';
import type { Condition } from '#core/contract/records.ts';
import { Chart, type ChartPoint } from '../chart/chart.tsx';
import { ChartCard } from '../chart/chart-card.tsx';
import { ask, sentenceOf } from '../client.ts';
import { count, figure, money } from '../format.ts';
import { StaleFigures } from '../pieces/stale-figures.tsx';
import { rowsPath, useRoute } from '../route.ts';
import { useShown } from '../shown.ts';

type Filter = Condition & { readonly dataset: string };

/** The figures of the business: the charts that the pipeline declares, over all clean records or those that a filter leaves. */
export function SalesScreen() {
  const charts = useQuery(ask.charts.list.queryOptions());
  const [filter, setFilter] = useState<readonly Filter[]>([]);
  const shown = charts.data;
  if (charts.isError) {
    return (
      <div className="empty" role="alert">
        <h2>The charts cannot be shown</h2>
        <p className="wrap">{sentenceOf(charts.error)}</p>
      </div>
    );
  }
  if (shown && shown.charts.length === 0) {
    return (
      <div className="empty">
        <h2>This pipeline declares no charts</h2>
        <p>
          Add them under <code>charts:</code> in its YAML, on the Rules screen: an id, a title, a kind, and one select.
        </p>
      </div>
    );
  }
  const own = (dataset: string, column: string): readonly Filter[] =>
    filter.filter((one) => one.dataset === dataset && one.column === column);
  const set = (dataset: string, column: string, conditions: readonly Omit<Condition, 'column'>[]): void =>
    setFilter([
      ...filter.filter((one) => one.dataset !== dataset || one.column !== column),
      ...conditions.map((condition) => ({ dataset, column, ...condition })),
    ]);
  return (
    <div className="screen">
      <div className="screen-head">
        <h1>Sales</h1>
        {filter.length > 0 && (
          <button type="button" className="link" onClick={() => setFilter([])}>
            All clean records again
          </button>
        )}
        <span className="spacer" />
        {shown?.filters.map(({ dataset, column, type, values, least, most }) =>
          type === 'date' ? (
            <span key={`${dataset}.${column}`} className="row">
              <span className="muted">{column}</span>
              {(['at least', 'at most'] as const).map((operator) => (
                <input
                  key={operator}
                  className="input"
                  type="date"
                  aria-label={`${column} ${operator}`}
                  min={least ?? undefined}
                  max={most ?? undefined}
                  value={String(own(dataset, column).find((one) => one.operator === operator)?.value ?? '')}
                  onChange={(event) => {
                    const others = own(dataset, column).filter((one) => one.operator !== operator);
                    const { value } = event.currentTarget;
                    set(dataset, column, value === '' ? others : [...others, { operator, value, values: [] }]);
                  }}
                />
              ))}
            </span>
          ) : (
            <select
              key={`${dataset}.${column}`}
              className="input"
              aria-label={column}
              value={String(own(dataset, column)[0]?.value ?? '')}
              onChange={(event) => {
                const { value } = event.currentTarget;
                set(dataset, column, value === '' ? [] : [{ operator: 'equals', value, values: [] }]);
              }}
            >
              <option value="">every {column}</option>
              {values.map((value) => (
                <option key={value}>{value}</option>
              ))}
            </select>
          ),
        )}
      </div>
      <StaleFigures />
      <div className="grid-4">
        {shown?.charts
          .filter(({ kind }) => kind === 'kpi')
          .map((chart) => (
            <Kpi key={chart.id} chart={chart} currency={shown.currency} filter={filter} />
          ))}
      </div>
      <div className="grid-2">
        {shown?.charts
          .filter(({ kind }) => kind !== 'kpi')
          .map((chart) => (
            <DeclaredChart key={chart.id} chart={chart} currency={shown.currency} filter={filter} />
          ))}
      </div>
    </div>
  );
}

interface ChartProps {
  readonly chart: ChartDefinition;
  readonly currency: string | null;
  readonly filter: readonly Filter[];
}

function useFigures({ chart, filter }: Pick<ChartProps, 'chart' | 'filter'>) {
  return useQuery(
    ask.charts.data.queryOptions({ input: { id: chart.id, filter: [...filter] }, placeholderData: (before) => before }),
  );
}

function Kpi({ chart, currency, filter }: ChartProps) {
  const { run } = useShown();
  const [dataset] = Object.keys(run?.datasets ?? {});
  const figures = useFigures({ chart, filter });
  const value = Number(figures.data?.rows[0]?.[Math.max(0, figures.data.columns.indexOf(chart.y ?? ''))] ?? Number.NaN);
  const text = (isShort: boolean): string => (chart.isMoney ? money(value, currency, isShort) : figure(value, null));
  return (
    <section className="card kpi" aria-label={chart.title}>
      <span className="what">{chart.title}</span>
      <span className="big" title={Number.isNaN(value) ? undefined : text(false)}>
        {Number.isNaN(value) ? '–' : text(value >= 10_000_000)}
      </span>
      <span className="note">
        {dataset === undefined ? (
          'of all clean records'
        ) : (
          <Link
            href={rowsPath(dataset, 'clean', {
              filter: filter.filter((one) => one.dataset === dataset).map(({ dataset: _, ...condition }) => condition),
            })}
          >
            {filter.length === 0 ? 'of all clean records' : 'of the records chosen'}
          </Link>
        )}
      </span>
    </section>
  );
}

const colours = ['accent', 'clean', 'waived', 'wrong', 'broken', 'neutral'];

function DeclaredChart({ chart, currency, filter }: ChartProps) {
  const figures = useFigures({ chart, filter });
  const [, go] = useRoute();
  const { x, y, series, kind, isMoney } = chart;
  const columns = figures.data?.columns ?? [];
  const rows = useMemo(() => figures.data?.rows ?? [], [figures.data]);
  const at = useCallback((name: string | null): number => columns.indexOf(name ?? ''), [columns]);
  const shown = useCallback(
    (value: unknown): string => (isMoney ? money(Number(value), currency) : figure(Number(value), null)),
    [isMoney, currency],
  );
  const data = useCallback(
    (colour: (name: string) => string): Data[] => {
      const groups = new Map<string, typeof rows>();
      for (const row of rows) {
        const name = series === null ? '' : String(row[at(series)] ?? 'empty');
        groups.set(name, [...(groups.get(name) ?? []), row]);
      }
      return [...groups].map(([name, own], index): Data => {
        const ink = colour(colours[index % colours.length] ?? 'accent');
        const base = {
          name,
          x: own.map((row) => row[at(x)] ?? 'empty') as string[],
          y: own.map((row) => Number(row[at(y)])),
          customdata: own.map((row) => shown(row[at(y)])),
          hovertemplate: `%{x}${name && ' · %{fullData.name}'}<br><b>%{customdata}</b>${chart.dataset ? '<br>open the records' : ''}<extra></extra>`,
        };
        if (kind === 'line')
          return { ...base, type: 'scatter', mode: own.length > 60 ? 'lines' : 'lines+markers', line: { color: ink, width: 2 } };
        if (kind === 'scatter') return { ...base, type: 'scatter', mode: 'markers', marker: { color: ink, size: 7 } };
        return {
          ...base,
          type: 'bar',
          marker: { color: ink },
          text:
            own.length <= 8
              ? own.map((row) => (isMoney ? money(Number(row[at(y)]), currency, true) : figure(Number(row[at(y)]), null)))
              : [],
          textposition: 'outside',
          cliponaxis: false,
        };
      });
    },
    [rows, at, x, y, series, kind, chart.dataset, shown, isMoney, currency],
  );
  const layout = useMemo((): Partial<Layout> => {
    const values = rows.map((row) => Number(row[at(y)])).filter(Number.isFinite);
    const ticks = niceTicks(Math.min(0, ...values), Math.max(0, ...values));
    const isLabelled = kind === 'bar' && rows.length <= 8;
    return {
      showlegend: series !== null,
      legend: { orientation: 'h', y: 1.15 },
      yaxis: {
        tickvals: ticks,
        ticktext: ticks.map((tick) => (isMoney ? money(tick, currency, true) : count(tick))),
        showticklabels: !isLabelled,
        showgrid: !isLabelled,
      },
      ...(kind === 'bar' && { xaxis: { type: 'category' } }),
    };
  }, [rows, at, y, kind, series, isMoney, currency]);
  const open = ({ x: value }: ChartPoint): void => {
    if (chart.dataset === null || chart.column === null) return;
    const own = filter.filter((one) => one.dataset === chart.dataset).map(({ dataset: _, ...condition }) => condition);
    const operator = chart.isPrefix ? 'starts with' : value === 'empty' ? 'is empty' : 'equals';
    // What Plotly takes for a date it may give back with a time of day or a day more.
    const written =
      rows.map((row) => String(row[at(x)] ?? 'empty')).find((text) => value === text || value.startsWith(text)) ?? value;
    go(rowsPath(chart.dataset, 'clean', { filter: [...own, { column: chart.column, operator, value: written, values: [] }] }));
  };
  const best = rows.reduce<(typeof rows)[number] | undefined>(
    (top, row) => (top && Number(top[at(y)]) >= Number(row[at(y)]) ? top : row),
    undefined,
  );
  const label = best
    ? `${chart.title}: ${count(rows.length)} figures, the largest is ${shown(best[at(y)])} for ${best[at(x)]}`
    : chart.title;
  return (
    <ChartCard
      title={chart.title}
      columns={columns}
      rows={rows.map((row) =>
        row.map((value, index) =>
          typeof value === 'number' ? (
            columns[index] === y ? (
              <button
                key={columns[index]}
                type="button"
                className="link"
                disabled={chart.dataset === null}
                onClick={() => open({ x: String(row[at(x)]), y: value, series: 0 })}
              >
                {shown(value)}
              </button>
            ) : (
              figure(value, null)
            )
          ) : (
            value
          ),
        ),
      )}
    >
      {figures.isError ? (
        <p className="wrong-ink wrap">▲ {sentenceOf(figures.error)}</p>
      ) : kind === 'table' || kind === 'heatmap' || kind === 'pie' ? (
        <Chart data={data} layout={layout} label={label} onPoint={open} />
      ) : (
        <Chart data={data} layout={layout} label={label} onPoint={chart.dataset === null ? undefined : open} />
      )}
    </ChartCard>
  );
}

/** Four or five round numbers between two. */
function niceTicks(least: number, most: number): number[] {
  const rough = (most - least) / 4;
  if (!(rough > 0)) return [0];
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((factor) => factor * magnitude >= rough) ?? 10) * magnitude;
  const first = Math.ceil(least / step) * step;
  return Array.from({ length: Math.floor((most - first) / step) + 1 }, (_, index) => first + index * step);
}
