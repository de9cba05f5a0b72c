import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { Link } from 'wouter';
import type { Condition } from '#core/contract/records.ts';
import { ask, sentenceOf } from '../client.ts';
import { figure, money } from '../format.ts';
import { StaleFigures } from '../pieces/stale-figures.tsx';
import { addressOf, rowsPath, textOf, useRoute } from '../route.ts';
import { useShown } from '../shown.ts';
import { ChartsOffer } from './charts-offer.tsx';
import { type ChartFilter, type ChartProps, DeclaredChart, useFigures } from './declared-chart.tsx';

/** The charts that the pipeline declares, over all clean records or those that a filter leaves. */
export function DashboardScreen({ address }: { readonly address: string | undefined }) {
  const charts = useQuery(ask.charts.list.queryOptions());
  const { pipeline } = useShown();
  // What is chosen stands in the address, as that of a grid does.
  const [, go] = useRoute();
  const filter = useMemo(() => readFilter(address), [address]);
  const setFilter = (next: readonly ChartFilter[]): void =>
    go(next.length === 0 ? '/dashboard' : `/dashboard/${addressOf(JSON.stringify(next))}`, { replace: true });
  const shown = charts.data;
  if (charts.isError) {
    return (
      <div className="empty" role="alert">
        <h2>The dashboard cannot be shown</h2>
        <p className="wrap">{sentenceOf(charts.error)}</p>
      </div>
    );
  }
  if (shown && shown.charts.length === 0) {
    return <ChartsOffer />;
  }
  const own = (dataset: string, column: string): readonly ChartFilter[] =>
    filter.filter((one) => one.dataset === dataset && one.column === column);
  const set = (dataset: string, column: string, conditions: readonly Omit<Condition, 'column'>[]): void =>
    setFilter([
      ...filter.filter((one) => one.dataset !== dataset || one.column !== column),
      ...conditions.map((condition) => ({ dataset, column, ...condition })),
    ]);
  return (
    <div className="screen">
      <div className="screen-head">
        <h1>{pipeline?.dashboard ?? 'Dashboard'}</h1>
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

function readFilter(address: string | undefined): readonly ChartFilter[] {
  try {
    // Whatever it says is checked by the engine before it is used.
    const read: unknown = JSON.parse(textOf(address ?? '[]'));
    return Array.isArray(read) ? (read as readonly ChartFilter[]) : [];
  } catch {
    return [];
  }
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
