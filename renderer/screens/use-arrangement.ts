import { create } from 'zustand';
import type { ChartDefinition, ChartPlace } from '#core/contract/charts.ts';
import { engine } from '../client.ts';
import { useChangedRun } from '../run-changed.ts';
import { useShown } from '../shown.ts';

/** The charts of a dashboard while somebody arranges them; nothing is kept before it is saved. */
export interface Arrangement {
  readonly isOn: boolean;
  /** Whether it is being saved, or anything else is run. */
  readonly isRunning: boolean;
  readonly isChanged: boolean;
  /** As they stand now: those of the pipeline where nobody arranges them. */
  readonly charts: readonly ChartDefinition[];
  readonly begin: () => void;
  readonly change: (id: string, changed: Partial<Pick<ChartPlace, 'title' | 'page' | 'isWide'>>) => void;
  /** Puts a chart where another stands. */
  readonly move: (id: string, to: string) => void;
  readonly remove: (id: string) => void;
  readonly renamePage: (page: string | undefined, name: string) => void;
  readonly save: () => Promise<void>;
  readonly cancel: () => void;
}

interface Arranged {
  /** The workspace and pipeline that they belong to. */
  readonly owner: string | undefined;
  readonly charts: readonly ChartDefinition[] | undefined;
}

/** What is arranged waits while one looks at something else. */
const useArranged = create<Arranged>(() => ({ owner: undefined, charts: undefined }));

/** Lets somebody arrange the charts of the pipeline; saving makes them a new version, which is run. */
export function useArrangement(declared: readonly ChartDefinition[]): Arrangement {
  const { info, pipeline } = useShown();
  const changed = useChangedRun(pipeline);
  const kept = useArranged();
  // Not of the run: they stay until the list of the new one is known.
  const owner = `${info?.workspace} ${pipeline?.name}`;
  const arranged = kept.owner === owner ? kept.charts : undefined;
  const arrange = (charts: readonly ChartDefinition[] | undefined): void => useArranged.setState({ owner, charts });
  const charts = arranged ?? declared;
  const save = async (): Promise<void> => {
    const places = charts.map(({ id, title, page, isWide }) => ({ id, title, page, isWide }));
    const removed = declared.filter(({ id }) => !charts.some((chart) => chart.id === id)).map(({ id }) => id);
    const change = async (yaml: string): Promise<string> =>
      (await engine.pipeline.change({ yaml, changes: [], charts: { places, removed } })).yaml;
    if (await changed.run(change)) arrange(undefined);
  };
  return {
    isOn: arranged !== undefined,
    isRunning: changed.isRunning,
    isChanged: JSON.stringify(charts) !== JSON.stringify(declared),
    charts,
    begin: () => arrange(declared),
    change: (id, wanted) =>
      arrange((wanted.page ? onNamedPages(charts) : charts).map((chart) => (chart.id === id ? { ...chart, ...wanted } : chart))),
    move: (id, to) => arrange(moved(charts, id, to)),
    remove: (id) => arrange(charts.filter((chart) => chart.id !== id)),
    renamePage: (page, name) => {
      const [first] = charts.flatMap((chart) => chart.page ?? []);
      const isOn = (chart: ChartDefinition): boolean => (chart.page ?? first) === page;
      arrange(charts.map((chart) => (isOn(chart) ? { ...chart, page: name } : chart)));
    },
    save,
    cancel: () => arrange(undefined),
  };
}

/** Charts of which each says its page: with a second page the first needs a name. */
function onNamedPages(charts: readonly ChartDefinition[]): readonly ChartDefinition[] {
  const first = charts.find(({ page }) => page !== null)?.page ?? 'Overview';
  return charts.map((chart) => ({ ...chart, page: chart.page ?? first }));
}

function moved(charts: readonly ChartDefinition[], id: string, to: string): readonly ChartDefinition[] {
  const chart = charts.find((one) => one.id === id);
  const at = charts.findIndex((one) => one.id === to);
  if (!chart || at < 0) return charts;
  return charts.filter((one) => one !== chart).toSpliced(at, 0, chart);
}
