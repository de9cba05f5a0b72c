import { useCallback, useMemo } from 'react';
import { Chart } from '../chart/chart.tsx';
import { ChartCard } from '../chart/chart-card.tsx';
import { count, counted, score, when } from '../format.ts';
import { rowsPath, useRoute } from '../route.ts';
import type { ShownRun } from '../shown.ts';
import { waitingIn } from './quality-figures.tsx';

/** Runs in their order, and what each is called. */
interface Runs {
  readonly run: ShownRun;
  readonly finished: readonly ShownRun[];
  readonly names: readonly string[];
}

/** How the score went over the runs. */
export function ScoreByRun({ run, finished, names }: Runs) {
  const [, go] = useRoute();
  const scoreData = useCallback(
    (colour: (name: string) => string) => [
      {
        type: 'scatter' as const,
        mode: 'text+lines+markers' as const,
        x: [...names],
        y: finished.map((one) => one.score),
        text: finished.map((one, index) => (index === finished.length - 1 && one.score !== null ? score(one.score) : '')),
        textposition: 'top center' as const,
        cliponaxis: false,
        line: { color: colour('accent'), width: 2 },
        marker: { color: colour('accent'), size: finished.map((_, index) => (index === finished.length - 1 ? 9 : 6)) },
        hovertemplate: finished.map(
          (one) => `${when(one.startedAt)}<br>${one.score === null ? '' : score(one.score)} of 100<extra></extra>`,
        ),
      },
    ],
    [finished, names],
  );
  const scoreLayout = useMemo(() => ({ yaxis: { range: scoreRange(finished.map((one) => one.score)) } }), [finished]);
  return (
    <ChartCard
      title="Score by run"
      aside={<span>last {counted(finished.length, 'run')}</span>}
      columns={['Run', 'Score']}
      rows={finished.map((one, index) => [names[index], one.score === null ? '–' : score(one.score)])}
    >
      <Chart
        data={scoreData}
        layout={scoreLayout}
        label={`Score by run: now ${run.score === null ? 'unknown' : score(run.score)} of 100`}
        onPoint={({ x }) => {
          const chosen = finished[names.indexOf(x)];
          if (chosen) go(`/runs/${chosen.runId}`);
        }}
      />
    </ChartCard>
  );
}

/** How many exceptions the runs had. */
export function ExceptionsByRun({ run, finished, names }: Runs) {
  const [, go] = useRoute();
  const exceptionData = useCallback(
    (colour: (name: string) => string) => [
      {
        type: 'bar' as const,
        name: 'open',
        x: [...names],
        y: finished.map(waiting),
        marker: { color: colour('wrong') },
        hovertemplate: '%{y:,} open<br>open the records<extra></extra>',
      },
      {
        type: 'bar' as const,
        name: 'waived',
        x: [...names],
        y: finished.map(waived),
        marker: { color: colour('waived') },
        hovertemplate: '%{y:,} waived<extra></extra>',
      },
    ],
    [finished, names],
  );
  // A few runs do not fill the chart with bars.
  const stacked = useMemo(
    () => ({ barmode: 'stack' as const, xaxis: { range: [-0.5, Math.max(finished.length, leastBars) - 0.5] } }),
    [finished],
  );
  const [largest] = Object.entries(run.datasets).sort((a, b) => b[1].exceptions - a[1].exceptions);
  return (
    <ChartCard
      title="Exceptions by run"
      aside={
        <span>
          <span className="dot" style={{ background: 'var(--wrong)' }} />
          open <span className="dot" style={{ background: 'var(--waived)', marginLeft: 8 }} />
          waived
        </span>
      }
      columns={['Run', 'Open', 'Waived']}
      rows={finished.map((one, index) => [names[index], count(waiting(one)), count(waived(one))])}
    >
      <Chart
        data={exceptionData}
        layout={stacked}
        label={`Exceptions by run: now ${count(waiting(run))} open`}
        onPoint={({ x, series }) => {
          const chosen = finished[names.indexOf(x)];
          if (chosen?.runId === run.runId)
            go(rowsPath(largest?.[0] ?? '', 'exceptions', series === 1 ? { status: 'waived' } : {}));
          else if (chosen) go(`/runs/${chosen.runId}`);
        }}
      />
    </ChartCard>
  );
}

function waiting(run: ShownRun): number {
  return sum(Object.values(run.datasets), waitingIn);
}

function waived(run: ShownRun): number {
  return sum(Object.values(run.datasets), (ledger) => ledger.waived);
}

function sum<Item>(items: readonly Item[], pick: (item: Item) => number): number {
  return items.reduce((total, item) => total + pick(item), 0);
}

/** Room for so many bars at least. */
const leastBars = 8;

/** From a little below the lowest score to 100, beyond which there is none; the top leaves room for the label. */
function scoreRange(scores: readonly (number | null)[]): [number, number] {
  const least = Math.min(100, ...scores.filter((value) => value !== null));
  const room = Math.max(1, 100 - least);
  return [Math.max(0, least - room * 0.4), 100];
}
