import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { diffRuns } from '#core/contract/diff-runs.ts';
import { ask, sentenceOf } from '../client.ts';
import { count, duration, score, when } from '../format.ts';
import { type ShownRun, useRuns } from '../shown.ts';
import { BackupsCard } from './backups-card.tsx';
import { DifferencesTable } from './differences-table.tsx';
import { VersionsCard } from './versions-card.tsx';

const words: Readonly<Record<ShownRun['status'], readonly [string, string]>> = {
  succeeded: ['✓ succeeded', 'clean'],
  failed: ['▲ failed', 'wrong'],
  cancelled: ['stopped', ''],
  running: ['under way', 'waived'],
};

/** How a run ended, as a word with its colour. */
export function RunState({ run }: { readonly run: ShownRun }) {
  const [word, tone] = run.canResume ? ['interrupted', 'waived'] : words[run.status];
  return (
    <>
      <span className={`badge ${tone}`}>{word}</span>
      {run.skipped.length > 0 && (
        <span className="badge waived" title={`Without ${run.skipped.join(', ')}: no score`}>
          partial
        </span>
      )}
    </>
  );
}

/** All runs of the workspace; two of them can be compared. */
export function RunsScreen() {
  const runs = useRuns();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const pair = runs.filter(({ runId }) => chosen.includes(runId));
  const [after, before] = pair;
  return (
    <div className="screen">
      <div className="screen-head">
        <h1>Runs</h1>
        <span className="muted">
          Select two runs to compare. Only the current run keeps its rows; earlier runs keep their counts, rules and decisions.
        </span>
      </div>
      {after && before && <Comparison before={before} after={after} />}
      <table className="table">
        <thead>
          <tr>
            <th>
              <span className="visually-hidden">Compare</span>
            </th>
            <th>Run</th>
            <th>Pipeline</th>
            <th>Rules</th>
            <th>State</th>
            <th className="right">Read</th>
            <th className="right">Clean</th>
            <th className="right">Exceptions</th>
            <th className="right">Score</th>
            <th className="right">Time</th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run, index) => {
            const ledgers = Object.values(run.datasets);
            const sum = (pick: (ledger: (typeof ledgers)[number]) => number): number =>
              ledgers.reduce((total, ledger) => total + pick(ledger), 0);
            return (
              <tr key={run.runId}>
                <td>
                  <input
                    type="checkbox"
                    aria-label={`Compare the run of ${when(run.startedAt)}`}
                    checked={chosen.includes(run.runId)}
                    onChange={() =>
                      setChosen(
                        chosen.includes(run.runId) ? chosen.filter((id) => id !== run.runId) : [...chosen.slice(-1), run.runId],
                      )
                    }
                  />
                </td>
                <td>
                  <Link href={`/runs/${run.runId}`}>
                    run {runs.length - index} · {when(run.startedAt)}
                  </Link>
                  {run.isPublished && (
                    <span className="badge clean" style={{ marginLeft: 8 }}>
                      shown
                    </span>
                  )}
                </td>
                <td>{run.pipeline}</td>
                <td>v{run.version}</td>
                <td>
                  <RunState run={run} />
                </td>
                <td className="right">{count(sum(({ read }) => read))}</td>
                <td className="right">{count(sum(({ clean, waived }) => clean + waived))}</td>
                <td className="right">{count(sum(({ exceptions, structural }) => exceptions + structural))}</td>
                <td className="right">{run.score === null ? '–' : score(run.score)}</td>
                <td className="right">{run.durationMs === null ? '–' : duration(run.durationMs)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <VersionsCard />
      <BackupsCard />
    </div>
  );
}

function Comparison({ before, after }: { readonly before: ShownRun; readonly after: ShownRun }) {
  const resultsOf = (runId: string) => ask.rules.results.queryOptions({ input: { runId } });
  const [old, fresh] = [useQuery(resultsOf(before.runId)), useQuery(resultsOf(after.runId))];
  const failed = old.error ?? fresh.error;
  if (failed) return <p className="wrong-ink wrap">▲ {sentenceOf(failed)}</p>;
  if (!old.data || !fresh.data) return null;
  const differences = diffRuns({ run: before, rules: old.data }, { run: after, rules: fresh.data });
  return (
    <section className="card" style={{ marginBottom: 14 }} aria-label="Comparison">
      <div className="card-head">
        <h2>
          {when(before.startedAt)} and {when(after.startedAt)}
        </h2>
      </div>
      {differences.length === 0 ? <p className="muted">No count differs.</p> : <DifferencesTable differences={differences} />}
    </section>
  );
}
