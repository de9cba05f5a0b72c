import { useState } from 'react';
import { Link } from 'wouter';
import { count, duration, score, when } from '../format.ts';
import { type ShownRun, useShown } from '../shown.ts';
import { BackupsCard } from './backups-card.tsx';

const words: Readonly<Record<ShownRun['status'], readonly [string, string]>> = {
  succeeded: ['✓ succeeded', 'clean'],
  failed: ['▲ failed', 'wrong'],
  cancelled: ['stopped', ''],
  running: ['under way', 'waived'],
};

/** How a run ended, as a word with its colour. */
export function RunState({ run }: { readonly run: ShownRun }) {
  const [word, tone] = run.canResume ? ['interrupted', 'waived'] : words[run.status];
  return <span className={`badge ${tone}`}>{word}</span>;
}

/** All runs of the workspace; two of them can be compared. */
export function RunsScreen() {
  const { runs } = useShown();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const pair = runs.filter(({ runId }) => chosen.includes(runId));
  const [after, before] = pair;
  return (
    <div className="screen">
      <div className="screen-head">
        <h1>Runs</h1>
        <span className="muted">choose two to compare them</span>
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
      <BackupsCard />
    </div>
  );
}

function Comparison({ before, after }: { readonly before: ShownRun; readonly after: ShownRun }) {
  const figures = (run: ShownRun): ReadonlyMap<string, number> =>
    new Map(
      Object.entries(run.datasets).flatMap(([dataset, { violations, ...ledger }]) => [
        ...Object.entries(ledger).map(([name, value]) => [`${dataset}: ${name}`, value] as const),
        ...Object.entries(violations).map(([rule, value]) => [`${dataset}: ${rule}`, value] as const),
      ]),
    );
  const [old, fresh] = [figures(before), figures(after)];
  const names = [...new Set([...old.keys(), ...fresh.keys()])].filter((name) => (old.get(name) ?? 0) !== (fresh.get(name) ?? 0));
  return (
    <section className="card" style={{ marginBottom: 14 }} aria-label="Comparison">
      <div className="card-head">
        <h2>
          {when(before.startedAt)} and {when(after.startedAt)}
        </h2>
      </div>
      {names.length === 0 ? (
        <p className="muted">No count differs.</p>
      ) : (
        <table className="table">
          <thead>
            <tr>
              <th>What</th>
              <th className="right">Before</th>
              <th className="right">After</th>
              <th className="right">Difference</th>
            </tr>
          </thead>
          <tbody>
            {names.map((name) => {
              const difference = (fresh.get(name) ?? 0) - (old.get(name) ?? 0);
              return (
                <tr key={name}>
                  <td>{name}</td>
                  <td className="right">{count(old.get(name) ?? 0)}</td>
                  <td className="right">{count(fresh.get(name) ?? 0)}</td>
                  <td className="right">
                    {difference > 0 ? '+' : '−'}
                    {count(Math.abs(difference))}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </section>
  );
}
