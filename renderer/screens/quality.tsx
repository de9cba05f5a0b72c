import { useQuery } from '@tanstack/react-query';
import { Fragment, useCallback, useMemo } from 'react';
import { Link } from 'wouter';
import { Chart } from '../chart/chart.tsx';
import { ChartCard } from '../chart/chart-card.tsx';
import { ask, engine } from '../client.ts';
import { count, counted, score, when } from '../format.ts';
import { RuleBar } from '../pieces/rule-bar.tsx';
import { rowsPath, useRoute } from '../route.ts';
import { type ShownRun, useRuns, useShown } from '../shown.ts';
import { GroupCard } from './group-card.tsx';
import { QualityFigures, waitingIn } from './quality-figures.tsx';
import { ScoreMoved } from './score-moved.tsx';
import { ShareReport } from './share-report.tsx';

const dimensions = ['completeness', 'validity', 'uniqueness', 'consistency', 'timeliness', 'accuracy'] as const;
const mostRuns = 30;
const mostColumns = 12;

/** How good the data is: the score, what waits, which rules fail, and how that went over the runs. */
export function QualityScreen() {
  const { run, pipeline } = useShown();
  const runs = useRuns();
  const [, go] = useRoute();
  const results = useQuery(ask.rules.results.queryOptions({ input: { runId: run?.runId }, enabled: run !== undefined }));
  const finished = useMemo(
    () =>
      runs
        .filter(({ status }) => status === 'succeeded')
        .slice(0, mostRuns)
        .reverse(),
    [runs],
  );
  const before = finished.at(-2);
  const names = useMemo(() => finished.map((one) => `run ${runs.length - runs.indexOf(one)}`), [finished, runs]);

  const scoreData = useCallback(
    (colour: (name: string) => string) => [
      {
        type: 'scatter' as const,
        mode: 'text+lines+markers' as const,
        x: names,
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
  const exceptionData = useCallback(
    (colour: (name: string) => string) => [
      {
        type: 'bar' as const,
        name: 'open',
        x: names,
        y: finished.map(waiting),
        marker: { color: colour('wrong') },
        hovertemplate: '%{y:,} open<br>open the records<extra></extra>',
      },
      {
        type: 'bar' as const,
        name: 'waived',
        x: names,
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

  if (!run) return null;
  const list = results.data ?? [];
  const evaluated = list.filter(({ status }) => status === 'evaluated');
  const open = waiting(run);
  const columnsOf = (dataset: string, id: string): readonly string[] =>
    pipeline?.rules.find((rule) => rule.dataset === dataset && rule.id === id)?.columns ?? [];
  const [largest] = Object.entries(run.datasets).sort((a, b) => b[1].exceptions - a[1].exceptions);
  return (
    <div className="screen">
      <div className="screen-head">
        <h1>Quality</h1>
        <Link href={`/runs/${run.runId}`} className="badge">
          {when(run.startedAt)}
        </Link>
        {before && <span className="badge">compared with {when(before.startedAt)}</span>}
        <span className="spacer" />
        <ShareReport
          title="Share this report"
          suggested={`${run.pipeline}-report.html`}
          write={(input) => engine.reports.write({ withProfile: true, ...input })}
        />
      </div>
      <QualityFigures run={run} before={before} rules={list} />
      {before && <ScoreMoved before={before} />}
      <div className="grid-2">
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
            label={`Exceptions by run: now ${count(open)} open`}
            onPoint={({ x, series }) => {
              const chosen = finished[names.indexOf(x)];
              if (chosen?.runId === run.runId)
                go(rowsPath(largest?.[0] ?? '', 'exceptions', series === 1 ? { status: 'waived' } : {}));
              else if (chosen) go(`/runs/${chosen.runId}`);
            }}
          />
        </ChartCard>
        <section className="card">
          <div className="card-head">
            <h2>Rules, worst first</h2>
            <span className="aside">records that fail →</span>
          </div>
          <div className="bar-list">
            {[...evaluated]
              .sort((a, b) => b.failed / Math.max(1, b.checked) - a.failed / Math.max(1, a.checked))
              .slice(0, 14)
              .map(({ dataset, ruleId, title, failed, checked, passed }) => (
                <RuleBar
                  key={`${dataset}.${ruleId}`}
                  name={title}
                  passed={passed}
                  checked={checked}
                  failed={failed}
                  path={rowsPath(dataset, 'raw', { breaks: { rules: [ruleId] } })}
                />
              ))}
          </div>
          {evaluated.length > 14 && (
            <Link href="/rules" style={{ marginTop: 10 }}>
              All {count(list.length)} rules
            </Link>
          )}
        </section>
        {Object.keys(run.datasets).map((dataset) => {
          const own = evaluated.filter((result) => result.dataset === dataset);
          const suffix = Object.keys(run.datasets).length > 1 ? ` · ${dataset}` : '';
          return (
            <Fragment key={dataset}>
              <GroupCard
                title={`By dimension${suffix}`}
                dataset={dataset}
                groups={dimensions.map((dimension) => ({
                  name: dimension,
                  results: own.filter((result) => result.dimension === dimension),
                  breaks: { dimensions: [dimension] },
                }))}
              />
              <GroupCard
                title={`By column${suffix}`}
                dataset={dataset}
                groups={columnsAmong(own.map(({ ruleId }) => columnsOf(dataset, ruleId)))
                  .map((column) => ({
                    name: column,
                    results: own.filter(({ ruleId }) => columnsOf(dataset, ruleId).includes(column)),
                    breaks: { columns: [column] },
                  }))
                  .sort((a, b) => worst(b.results) - worst(a.results))
                  .slice(0, mostColumns)}
              />
              <GroupCard
                title={`By category${suffix}`}
                dataset={dataset}
                groups={[...new Set(own.map(({ category }) => category))].map((category) => ({
                  name: category.toLowerCase().replaceAll('_', ' '),
                  results: own.filter((result) => result.category === category),
                  breaks: { categories: [category] },
                }))}
              />
            </Fragment>
          );
        })}
      </div>
      <p className="muted small" style={{ marginTop: 10 }}>
        Shares by dimension, column and category are of checks, and never rounded to 100 % while one fails; a record can fail
        several.
      </p>
    </div>
  );
}

function columnsAmong(lists: readonly (readonly string[])[]): readonly string[] {
  return [...new Set(lists.flat())];
}

/** The share of checks that fail, of the rule that fails most. */
function worst(results: readonly { readonly checked: number; readonly failed: number }[]): number {
  return Math.max(0, ...results.map(({ checked, failed }) => failed / Math.max(1, checked)));
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
