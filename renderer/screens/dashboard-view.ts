import { addressOf, textOf } from '../route.ts';
import type { ChartFilter } from './declared-chart.tsx';

/** The page that is shown, and what its figures are narrowed to. */
interface DashboardView {
  readonly page: string | undefined;
  readonly filter: readonly ChartFilter[];
}

/** The address of a page of the dashboard with its filters. */
export function dashboardPath({ page, filter }: DashboardView): string {
  return page === undefined && filter.length === 0 ? '/dashboard' : `/dashboard/${addressOf(JSON.stringify({ page, filter }))}`;
}

/** What an address of the dashboard says. */
export function readView(address: string | undefined): DashboardView {
  try {
    // Whatever it says is checked by the engine before it is used.
    const { page, filter } = JSON.parse(textOf(address ?? '{}')) as Partial<DashboardView>;
    return { page, filter: (Array.isArray(filter) ? filter : []).filter((one) => typeof one?.dataset === 'string') };
  } catch {
    return { page: undefined, filter: [] };
  }
}
