import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo, useState } from 'react';
import { Link } from 'wouter';
import type { ChartDefinition } from '#core/contract/charts.ts';
import { ask, sentenceOf } from '../client.ts';
import { StaleFigures } from '../pieces/stale-figures.tsx';
import { useRoute } from '../route.ts';
import { useShown } from '../shown.ts';
import { ArrangeBar, ArrangeHead } from './arrange-charts.tsx';
import { ChartForm } from './chart-form.tsx';
import { ChartsOffer } from './charts-offer.tsx';
import { DashboardFilters } from './dashboard-filters.tsx';
import { dashboardPath, readView } from './dashboard-view.ts';
import { type ChartFilter, DeclaredChart } from './declared-chart.tsx';
import { Kpi } from './kpi.tsx';
import { useArrangement } from './use-arrangement.ts';

/** The charts that the pipeline declares, over all clean records or those that a filter leaves, page by page. */
export function DashboardScreen({ address }: { readonly address: string | undefined }) {
  const charts = useQuery(ask.charts.list.queryOptions());
  const { pipeline } = useShown();
  // What is chosen stands in the address, as that of a grid does.
  const [, go] = useRoute();
  const { page: wanted, filter } = useMemo(() => readView(address), [address]);
  const [isAdding, setAdding] = useState(false);
  const arrangement = useArrangement(charts.data?.charts ?? []);
  const shown = charts.data;
  if (charts.isError) {
    return (
      <div className="empty" role="alert">
        <h2>The dashboard cannot be shown</h2>
        <p className="wrap">{sentenceOf(charts.error)}</p>
      </div>
    );
  }
  if (shown && shown.charts.length === 0) return <ChartsOffer />;
  const arranged = arrangement.charts;
  const pages = [...new Set(arranged.flatMap((chart) => chart.page ?? []))];
  const page = pages.find((name) => name === wanted) ?? pages[0];
  const onPage = arranged.filter((chart) => (chart.page ?? pages[0]) === page);
  // Of the filters those that bear on the page, and those that are set.
  const datasets = new Set(onPage.flatMap((chart) => chart.dataset ?? []));
  const offers = (shown?.filters ?? []).filter(
    (offer) =>
      pages.length < 2 ||
      datasets.has(offer.dataset) ||
      filter.some(({ dataset, column }) => dataset === offer.dataset && column === offer.column),
  );
  const setFilter = (next: readonly ChartFilter[]): void => go(dashboardPath({ page, filter: next }), { replace: true });
  const open = (name: string | undefined): void => go(dashboardPath({ page: name, filter }), { replace: true });
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
        {pipeline && !arrangement.isOn && (
          <>
            <button type="button" className="button" onClick={arrangement.begin}>
              Arrange
            </button>
            <button type="button" className="button" onClick={() => setAdding(true)}>
              Add chart
            </button>
          </>
        )}
        {!arrangement.isOn && <DashboardFilters offers={offers} filter={filter} set={setFilter} />}
      </div>
      {arrangement.isOn && <ArrangeHead arrangement={arrangement} page={page} onPage={open} />}
      {pages.length > 1 && (
        <div className="tabs">
          <nav aria-label="Pages of the dashboard">
            {pages.map((name) => (
              <Link key={name} href={dashboardPath({ page: name, filter })} aria-current={name === page ? 'page' : undefined}>
                {name}
              </Link>
            ))}
          </nav>
        </div>
      )}
      {!arrangement.isOn && <StaleFigures />}
      <ChartsOfPage
        charts={onPage}
        currency={shown?.currency ?? null}
        filter={filter}
        barOf={(chart, peers) =>
          arrangement.isOn && <ArrangeBar chart={chart} peers={peers} pages={pages} arrangement={arrangement} />
        }
      />
    </div>
  );
}

/** Single numbers in a row, and the other charts below. */
function ChartsOfPage({
  charts,
  currency,
  filter,
  barOf,
}: {
  readonly charts: readonly ChartDefinition[];
  readonly currency: string | null;
  readonly filter: readonly ChartFilter[];
  /** What stands above a chart among its peers. */
  readonly barOf: (chart: ChartDefinition, peers: readonly ChartDefinition[]) => ReactNode;
}) {
  const numbers = charts.filter(({ kind }) => kind === 'kpi');
  const others = charts.filter(({ kind }) => kind !== 'kpi');
  return (
    <>
      {numbers.length > 0 && (
        <div className="grid-4">
          {numbers.map((chart) => (
            <div key={chart.id} className="chart-cell">
              {barOf(chart, numbers)}
              <Kpi chart={chart} currency={currency} filter={filter} />
            </div>
          ))}
        </div>
      )}
      <div className="grid-2">
        {others.map((chart) => (
          <div key={chart.id} className={chart.isWide ? 'chart-cell is-wide' : 'chart-cell'}>
            {barOf(chart, others)}
            <DeclaredChart chart={chart} currency={currency} filter={filter} />
          </div>
        ))}
      </div>
    </>
  );
}
