import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { Link } from 'wouter';
import { ask, engine } from '../client.ts';
import { when } from '../format.ts';
import { useRuns, useShown } from '../shown.ts';
import { QualityGroups, WorstRules } from './quality-by-rule.tsx';
import { ExceptionsByRun, ScoreByRun } from './quality-by-run.tsx';
import { QualityFigures } from './quality-figures.tsx';
import { ScoreMoved } from './score-moved.tsx';
import { ShareReport } from './share-report.tsx';

const mostRuns = 30;

/** How good the data is: the score, what waits, which rules fail, and how that went over the runs. */
export function QualityScreen() {
  const { run, pipeline } = useShown();
  const runs = useRuns();
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

  if (!run) return null;
  const list = results.data ?? [];
  const evaluated = list.filter(({ status }) => status === 'evaluated');
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
        <ScoreByRun run={run} finished={finished} names={names} />
        <ExceptionsByRun run={run} finished={finished} names={names} />
        <WorstRules evaluated={evaluated} rules={list.length} />
        <QualityGroups datasets={Object.keys(run.datasets)} evaluated={evaluated} pipeline={pipeline} />
      </div>
      <p className="muted small" style={{ marginTop: 10 }}>
        Shares by dimension, column and category are of checks, and never rounded to 100 % while one fails; a record can fail
        several.
      </p>
    </div>
  );
}
