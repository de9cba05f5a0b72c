import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { Link } from 'wouter';
import { ask, sentenceOf } from '../client.ts';
import { figure, money } from '../format.ts';
import { StaleFigures } from '../pieces/stale-figures.tsx';
import { addressOf, rowsPath, textOf, useRoute } from '../route.ts';
import { useShown } from '../shown.ts';
import { ChartForm } from './chart-form.tsx';
import { ChartsOffer } from './charts-offer.tsx';
import { DashboardFilters } from './dashboard-filters.tsx';
import { type ChartFilter, type ChartProps, DeclaredChart, useFigures } from './declared-chart.tsx';

/** The charts that the pipeline declares, over all clean records or those that a filter leaves, page by page. */
export function DashboardScreen({ address }: { readonly address: string | undefined }) {
  const charts = useQuery(ask.charts.list.queryOptions());
  const { pipeline } = useShown();
  // What is chosen stands in the address, as that of a grid does.
  const [, go] = useRoute();
  const { page: wanted, filter } = useMemo(() => readView(address), [address]);
  const [isAdding, setAdding] = useState(false);
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
  const pages = [...new Set(shown?.charts.flatMap((chart) => chart.page ?? []))];
  const page = pages.find((name) => name === wanted) ?? pages[0];
  const onPage = shown?.charts.filter((chart) => (chart.page ?? pages[0]) === page) ?? [];
  // Of the filters those that bear on the page, and those that are set.
  const datasets = new Set(onPage.flatMap((chart) => chart.dataset ?? []));
  const offers = (shown?.filters ?? []).filter(
    (offer) =>
      pages.length < 2 ||
      datasets.has(offer.dataset) ||
      filter.some(({ dataset, column }) => dataset === offer.dataset && column === offer.column),
  );
  const setFilter = (next: readonly ChartFilter[]): void => go(pathOf({ page, filter: next }), { replace: true });
  return (
    <div className="screen">
      {isAdding && pipeline && <ChartForm pipeline={pipeline} pages={pages} page={page} onClose={() => setAdding(false)} />}
      <div className="screen-head">
        <h1>{pipeline?.dashboard ?? 'Dashboard'}</h1>
        {filter.length > 0 && (
          <button type="button" className="link" onClick={() => setFilter([])}>
            Clear filters
          </button>
        )}
        <span className="spacer" />
        {pipeline && (
          <button type="button" className="button" onClick={() => setAdding(true)}>
            Add chart
          </button>
        )}
        <DashboardFilters offers={offers} filter={filter} set={setFilter} />
      </div>
      {pages.length > 1 && (
        <div className="tabs">
          <nav aria-label="Pages of the dashboard">
            {pages.map((name) => (
              <Link key={name} href={pathOf({ page: name, filter })} aria-current={name === page ? 'page' : undefined}>
                {name}
              </Link>
            ))}
          </nav>
        </div>
      )}
      <StaleFigures />
      {onPage.some(({ kind }) => kind === 'kpi') && (
        <div className="grid-4">
          {onPage
            .filter(({ kind }) => kind === 'kpi')
            .map((chart) => (
              <Kpi key={chart.id} chart={chart} currency={shown?.currency ?? null} filter={filter} />
            ))}
        </div>
      )}
      <div className="grid-2">
        {onPage
          .filter(({ kind }) => kind !== 'kpi')
          .map((chart) => (
            <DeclaredChart key={chart.id} chart={chart} currency={shown?.currency ?? null} filter={filter} />
          ))}
      </div>
    </div>
  );
}

/** The page that is shown, and what its figures are narrowed to. */
interface View {
  readonly page: string | undefined;
  readonly filter: readonly ChartFilter[];
}

function pathOf({ page, filter }: View): string {
  return page === undefined && filter.length === 0 ? '/dashboard' : `/dashboard/${addressOf(JSON.stringify({ page, filter }))}`;
}

function readView(address: string | undefined): View {
  try {
    // Whatever it says is checked by the engine before it is used.
    const { page, filter } = JSON.parse(textOf(address ?? '{}')) as Partial<View>;
    return { page, filter: (Array.isArray(filter) ? filter : []).filter((one) => typeof one?.dataset === 'string') };
  } catch {
    return { page: undefined, filter: [] };
  }
}

function Kpi({ chart, currency, filter }: ChartProps) {
  const { run } = useShown();
  const [first] = Object.keys(run?.datasets ?? {});
  const dataset = chart.dataset ?? first;
  const figures = useFigures({ chart, filter });
  const value = Number(figures.data?.rows[0]?.[Math.max(0, figures.data.columns.indexOf(chart.y ?? ''))] ?? Number.NaN);
  const text = (isShort: boolean): string => (chart.isMoney ? money(value, currency, isShort) : figure(value, null));
  return (
    <section className="card kpi" aria-label={chart.title}>
      <span className="what">{chart.title}</span>
      <span className="big" title={Number.isNaN(value) ? undefined : text(false)}>
        {Number.isNaN(value) ? '–' : text(value >= 10_000_000)}
      </span>
      {figures.data?.before != null && <Change before={figures.data.before} now={value} shown={text(false)} />}
      <span className="note">
        {dataset === undefined ? (
          'of all clean records'
        ) : (
          <Link
            href={rowsPath(dataset, 'clean', {
              filter: filter.filter((one) => one.dataset === dataset).map(({ dataset: _, ...condition }) => condition),
            })}
          >
            {filter.length === 0 ? 'of all clean records' : 'of the filtered records'}
          </Link>
        )}
      </span>
    </section>
  );
}

/** By how much a figure differs from that of the run before, in words and without a colour that judges it. */
function Change({ before, now, shown }: { readonly before: number; readonly now: number; readonly shown: string }) {
  const share = before === 0 ? undefined : (100 * (now - before)) / Math.abs(before);
  if (Number.isNaN(now) || share === undefined) return null;
  const isSame = Math.abs(share) < 0.05;
  return (
    <span className="note" title={`${figure(before, null)} in the run before, ${shown} now`}>
      {isSame
        ? 'as in the run before'
        : `${share > 0 ? '▲ +' : '▼ −'}${figure(Math.abs(Number(share.toFixed(1))), null)} % since the run before`}
    </span>
  );
}
