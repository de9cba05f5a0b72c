import { Link } from 'wouter';
import { count, counted, duration, score, when } from '../format.ts';
import { rowsPath } from '../route.ts';
import { showFormula } from '../screens/score-formula.tsx';
import type { ShownRun } from '../shown.ts';

/** The whole story of a dataset in one line: each part of the account, as wide as it is large, opens its rows. */
export function LedgerBar({ dataset, run }: { readonly dataset: string; readonly run: ShownRun }) {
  const ledger = run.datasets[dataset];
  if (!ledger) return null;
  const takenOver = run.extract[dataset]?.takenOver;
  const parts = [
    {
      name: 'clean',
      rows: ledger.clean,
      colour: 'var(--clean)',
      path: rowsPath(dataset, 'clean', ledger.waived > 0 ? { only: 'passed' } : {}),
    },
    {
      name: ledger.exceptions === 1 ? 'exception' : 'exceptions',
      rows: ledger.exceptions,
      colour: 'var(--wrong)',
      path: rowsPath(dataset, 'exceptions', ledger.structural > 0 ? { only: 'records' } : {}),
    },
    { name: 'waived', rows: ledger.waived, colour: 'var(--waived)', path: rowsPath(dataset, 'exceptions', { status: 'waived' }) },
    {
      name: 'merged',
      rows: ledger.merged,
      colour: 'var(--neutral)',
      path: rowsPath(dataset, 'exceptions', { status: 'merged' }),
    },
    {
      name: 'rejected',
      rows: ledger.rejected,
      colour: 'var(--neutral)',
      path: rowsPath(dataset, 'exceptions', { status: 'rejected' }),
    },
    {
      name: ledger.structural === 1 ? 'broken line' : 'broken lines',
      rows: ledger.structural,
      colour: 'var(--broken)',
      path: rowsPath(dataset, 'exceptions', { only: 'lines' }),
    },
  ].filter(({ rows }) => rows > 0);
  return (
    <section className="ledger" aria-label="Account">
      <div className="words">
        <Link href={rowsPath(dataset, 'raw')}>
          <b>{counted(ledger.read, 'record')} read</b>
        </Link>
        {takenOver !== undefined && takenOver < ledger.read && (
          <span className="muted">{count(ledger.read - takenOver)} of them new</span>
        )}
        {parts.map(({ name, rows, colour, path }) => (
          <Link key={name} href={path}>
            <span className="dot" style={{ background: colour }} />
            <b>{count(rows)}</b> {name}
          </Link>
        ))}
        {ledger.blank > 0 && <span className="muted">{counted(ledger.blank, 'blank line')}</span>}
        <span className="told">
          Balanced
          {run.score !== null && (
            <>
              {' · '}
              <button type="button" className="link" title="How is it computed?" onClick={showFormula}>
                score {score(run.score)}
              </button>
            </>
          )}{' '}
          · {when(run.startedAt)}
          {run.durationMs !== null && ` · ${duration(run.durationMs)}`}
        </span>
      </div>
      <div className="bar">
        {parts.map(({ name, rows, colour, path }) => (
          <Link
            key={name}
            href={path}
            aria-label={`${count(rows)} ${name}: show them`}
            title={`${count(rows)} ${name}`}
            style={{ flexGrow: rows, flexBasis: 0, background: colour }}
          />
        ))}
      </div>
    </section>
  );
}
