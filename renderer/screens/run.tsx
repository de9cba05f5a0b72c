import { useQuery } from '@tanstack/react-query';
import { Fragment, type ReactNode } from 'react';
import { Link } from 'wouter';
import { ask, sentenceOf } from '../client.ts';
import { count, counted, duration, score, when } from '../format.ts';
import { rowsPath } from '../route.ts';
import { useShown } from '../shown.ts';
import { DefinitionCard } from './definition-card.tsx';
import { OutputsCard } from './outputs-card.tsx';
import { RunChecks } from './run-checks.tsx';
import { RunFailures } from './run-failures.tsx';
import { RunStory } from './run-story.tsx';
import { RunState } from './runs.tsx';
import { TablesCard } from './tables-card.tsx';

/** One run: its account, what failed, what it wrote. */
export function RunScreen({ runId }: { readonly runId: string }) {
  const run = useQuery(ask.runs.get.queryOptions({ input: { runId } }));
  const { run: shown, pipeline } = useShown();
  if (run.isError) {
    return (
      <div className="empty" role="alert">
        <h2>This run cannot be shown</h2>
        <p className="wrap">{sentenceOf(run.error)}</p>
        <Link href="/runs">All runs</Link>
      </div>
    );
  }
  if (!run.data) return null;
  const { datasets, outputs, tables, error, checks, failures } = run.data;
  const ofModels = checks.filter(({ dataset }) => !Object.hasOwn(datasets, dataset));
  // Of earlier runs the figures are kept, not the rows.
  const isShown = shown?.runId === runId;
  const nameOf = (dataset: string, id: string): string => {
    const rule = isShown ? pipeline?.rules.find((one) => one.dataset === dataset && one.id === id) : undefined;
    return rule?.title ?? '';
  };
  return (
    <div className="screen">
      <div className="screen-head">
        <h1>Run of {when(run.data.startedAt)}</h1>
        <RunState run={run.data} />
        <span className="muted mono">{runId}</span>
        {run.data.durationMs !== null && <span className="muted">{duration(run.data.durationMs)}</span>}
        {run.data.score !== null && <span className="muted">score {score(run.data.score)}</span>}
        {run.data.status === 'succeeded' && <span className="muted">quality {run.data.quality}</span>}
      </div>
      {error && <p className="problem">{error}</p>}
      {!isShown && run.data.status === 'succeeded' && (
        <p className="muted" style={{ marginBottom: 12 }}>
          Only this run’s counts are kept. Rows and exceptions come from the current run.
        </p>
      )}
      <RunFailures failures={failures} />
      {Object.entries(datasets).map(([name, { violations, ...ledger }]) => (
        <section key={name} className="card" style={{ marginBottom: 12 }}>
          <div className="card-head">
            <h2>{name}</h2>
            <span className="aside">
              {Object.entries(ledger)
                .filter(([account, rows]) => account !== 'read' && rows > 0)
                .map(([account, rows], index) => (
                  <Fragment key={account}>
                    {index > 0 && ' + '}
                    <Door path={isShown ? doorOf(name, account) : undefined}>{accountWords(account, rows)}</Door>
                  </Fragment>
                ))}{' '}
              = <Door path={isShown ? rowsPath(name, 'raw') : undefined}>{counted(ledger.read, 'record')} read</Door>
            </span>
          </div>
          {Object.keys(violations).length === 0 ? (
            <p className="muted">No rule failed.</p>
          ) : (
            <table className="table">
              <thead>
                <tr>
                  <th>Rule</th>
                  <th className="right">Records that fail</th>
                </tr>
              </thead>
              <tbody>
                {Object.entries(violations)
                  .sort((a, b) => b[1] - a[1])
                  .map(([rule, failed]) => (
                    <tr key={rule}>
                      <td>
                        {nameOf(name, rule)} <span className="muted small mono">{rule}</span>
                      </td>
                      <td className="right">
                        <Door path={isShown ? rowsPath(name, 'raw', { breaks: { rules: [rule] } }) : undefined}>
                          {count(failed)}
                        </Door>
                      </td>
                    </tr>
                  ))}
              </tbody>
            </table>
          )}
          <RunChecks checks={checks.filter(({ dataset }) => dataset === name)} />
        </section>
      ))}
      {ofModels.length > 0 && (
        <section className="card">
          <div className="card-head">
            <h2>Models</h2>
            {isShown && <Link href="/models">Open them</Link>}
          </div>
          <RunChecks checks={ofModels} />
        </section>
      )}
      <DefinitionCard run={run.data} shownVersion={shown?.version} />
      {outputs.length > 0 && <OutputsCard runId={runId} outputs={outputs} />}
      {tables.length > 0 && <TablesCard tables={tables} />}
      <RunStory runId={runId} />
    </div>
  );
}

/** Leads to the rows that a number counts, where they are there. */
function Door({ path, children }: { readonly path: string | undefined; readonly children: ReactNode }) {
  return path === undefined ? children : <Link href={path}>{children}</Link>;
}

/** A part of the account: `1 exception`, `2,000 clean`. */
function accountWords(account: string, rows: number): string {
  if (account === 'exceptions') return counted(rows, 'exception');
  return account === 'structural' ? counted(rows, 'broken line') : `${count(rows)} ${account}`;
}

/** Where the rows of an account are shown; blank lines are none. */
function doorOf(dataset: string, account: string): string | undefined {
  if (account === 'clean') return rowsPath(dataset, 'clean', { only: 'passed' });
  if (account === 'exceptions') return rowsPath(dataset, 'exceptions', { only: 'records' });
  if (account === 'structural') return rowsPath(dataset, 'exceptions', { only: 'lines' });
  return account === 'waived' || account === 'rejected' || account === 'merged'
    ? rowsPath(dataset, 'exceptions', { status: account })
    : undefined;
}
