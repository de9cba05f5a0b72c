import { useQueries } from '@tanstack/react-query';
import { Fragment } from 'react';
import { Link } from 'wouter';
import type { RuleResult } from '#core/contract/rules.ts';
import { ask } from '../client.ts';
import { count, percent, score } from '../format.ts';
import { rowsPath } from '../route.ts';
import type { ShownRun } from '../shown.ts';
import { DatasetDoors } from './dataset-doors.tsx';
import { showFormula } from './score-formula.tsx';

/** The score, what waits, what passed and the controls, in four numbers. */
export function QualityFigures({
  run,
  before,
  rules,
}: {
  readonly run: ShownRun;
  readonly before: ShownRun | undefined;
  readonly rules: readonly RuleResult[];
}) {
  const datasets = Object.keys(run.datasets);
  const since = useQueries({ queries: datasets.map((dataset) => ask.exceptions.since.queryOptions({ input: { dataset } })) });
  const ledgers = Object.values(run.datasets);
  const open = ledgers.reduce((sum, ledger) => sum + waitingIn(ledger), 0);
  const passed = ledgers.reduce((sum, { clean, waived }) => sum + clean + waived, 0);
  const records = ledgers.reduce((sum, { read, blank }) => sum + read - blank, 0);
  const single = datasets.length === 1 ? datasets[0] : undefined;
  const evaluated = rules.filter(({ status }) => status === 'evaluated');
  const holding = evaluated.filter(({ failed, isAllowed }) => failed === 0 || isAllowed);
  const unevaluated = rules.filter(({ status }) => status === 'could not be evaluated');
  const change = run.score !== null && before?.score != null ? run.score - before.score : null;
  return (
    <div className="grid-4">
      <section className="card kpi">
        <span className="what">Quality score</span>
        <span className="big">
          {run.score === null ? '–' : score(run.score)} <small>of 100</small>
        </span>
        {change === 0 && <b>as in the run before</b>}
        {change !== null && change !== 0 && (
          <b className={change < 0 ? 'wrong-ink' : 'clean-ink'}>
            {change < 0 ? '▼' : '▲'} {score(Math.abs(change))} since the run before
          </b>
        )}
        <span className="note">
          weighted by severity ·{' '}
          <button type="button" className="link" onClick={showFormula}>
            how is this computed?
          </button>
        </span>
      </section>
      <section className="card kpi">
        <span className="what">Exceptions</span>
        <BigNumber rows={open} path={single && rowsPath(single, 'exceptions')} />
        <b className={open > 0 ? 'wrong-ink' : 'clean-ink'}>{percent(open, records)} of the records</b>
        {!single && (
          <span className="note">
            <DatasetDoors
              parts={datasets.map((dataset) => ({
                dataset,
                rows: waitingIn(run.datasets[dataset]),
                path: rowsPath(dataset, 'exceptions'),
              }))}
            />
          </span>
        )}
        {since.some(({ data }) => data?.runId != null) && (
          <span className="note">
            {(['new', 'persisting', 'regressed'] as const).map((standing) => (
              <Fragment key={standing}>
                <DatasetDoors
                  words={standing}
                  parts={datasets.map((dataset, index) => ({
                    dataset,
                    rows: since[index]?.data?.[standing === 'new' ? 'fresh' : standing] ?? 0,
                    path: rowsPath(dataset, 'exceptions', { since: [standing] }),
                  }))}
                />{' '}
                ·{' '}
              </Fragment>
            ))}
            {count(since.reduce((all, { data }) => all + (data?.resolved ?? 0), 0))} resolved
          </span>
        )}
      </section>
      <section className="card kpi">
        <span className="what">Clean records</span>
        <BigNumber rows={passed} path={single && rowsPath(single, 'clean')} />
        <b className="clean-ink">{percent(passed, records)} of the records</b>
        <span className="note">
          {single ? (
            '1 dataset'
          ) : (
            <DatasetDoors
              parts={Object.entries(run.datasets).map(([dataset, { clean, waived }]) => ({
                dataset,
                rows: clean + waived,
                path: rowsPath(dataset, 'clean'),
              }))}
            />
          )}
        </span>
      </section>
      <section className="card kpi">
        <span className="what">Controls</span>
        <BigNumber rows={rules.length} path="/rules" />
        <b>
          <span className="clean-ink">{count(holding.length)} hold</span> ·{' '}
          <span className="wrong-ink">{count(evaluated.length - holding.length)} do not</span>
        </b>
        <span className="note">{count(unevaluated.length)} could not be evaluated</span>
      </section>
    </div>
  );
}

/** A number in large, with the rows behind it where they are in one place. */
function BigNumber({ rows, path }: { readonly rows: number; readonly path: string | undefined }) {
  if (path === undefined) return <span className="big">{count(rows)}</span>;
  return (
    <Link href={path} className="big" style={{ textDecoration: 'none', color: 'inherit' }}>
      {count(rows)}
    </Link>
  );
}

/** The exceptions of a dataset, broken lines among them. */
export function waitingIn(ledger: ShownRun['datasets'][string] | undefined): number {
  return ledger ? ledger.exceptions + ledger.structural : 0;
}
