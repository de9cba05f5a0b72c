import { useQueries, useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { ask } from '../client.ts';
import { count, counted } from '../format.ts';
import { useGrid } from '../grid/grid-context.ts';
import { flagged, type RowQuery, rowsPath } from '../route.ts';

const tabs = [
  ['open', 'To review'],
  ['escalated', 'Escalated'],
  ['auto', 'Auto-fixed'],
  ['fixed', 'Fixed'],
  ['waived', 'Waived'],
  ['rejected', 'Rejected'],
  ['merged', 'Merged'],
] as const;

/** Whether clean rows are narrowed to those that only a warning concerns. */
export function isFlaggedOnly({ breaks }: RowQuery): boolean {
  return JSON.stringify(breaks) === JSON.stringify(flagged.breaks);
}

/** How many clean records a rule warns of; undefined until it is known. */
function useFlagged(dataset: string, isEnabled: boolean): number | undefined {
  return useQuery(ask.records.sum.queryOptions({ input: { dataset, what: 'clean', ...flagged }, enabled: isEnabled })).data
    ?.count;
}

/** Says that clean records are not all free of warnings, and leads to those. */
export function FlaggedHint({ dataset }: { readonly dataset: string }) {
  const warned = useFlagged(dataset, true) ?? 0;
  if (warned === 0) return null;
  return (
    <p>
      <Link href={rowsPath(dataset, 'clean', flagged)}>{counted(warned, 'clean record')}</Link>{' '}
      {warned === 1 ? 'breaks' : 'break'} rules that only warn.
    </p>
  );
}

/** The exceptions by how they stand, each with its number, and how they are listed. */
export function StatusTabs() {
  const { dataset, what, query, hasRows, change } = useGrid();
  const isFlagged = what === 'clean';
  const byProblem = query.view === 'problems';
  const sums = useQueries({
    queries: tabs.map(([status]) =>
      ask.records.sum.queryOptions({ input: { dataset, what: 'exceptions', status }, enabled: hasRows }),
    ),
  });
  const warned = useFlagged(dataset, hasRows);
  return (
    <div className="tabs">
      <nav aria-label="Exceptions by state">
        {tabs.map(([status, name], index) => (
          <Link
            key={status}
            href={rowsPath(dataset, 'exceptions', { ...(status !== 'open' && { status }) })}
            aria-current={!isFlagged && (query.status ?? 'open') === status ? 'page' : undefined}
          >
            {name} <span className="muted">{sums[index]?.data ? count(sums[index].data.count) : ''}</span>
          </Link>
        ))}
        <Link
          href={rowsPath(dataset, 'clean', flagged)}
          title="Clean records that break a rule which only warns"
          aria-current={isFlagged ? 'page' : undefined}
        >
          Flagged <span className="muted">{warned === undefined ? '' : count(warned)}</span>
        </Link>
      </nav>
      {!isFlagged && (
        <fieldset className="segmented" aria-label="How exceptions are listed">
          <button type="button" aria-pressed={byProblem} title="G" onClick={() => change({ ...query, view: 'problems' })}>
            By problem
          </button>
          <button
            type="button"
            aria-pressed={!byProblem}
            title="G"
            onClick={() => change({ ...query, view: undefined as never })}
          >
            By record
          </button>
        </fieldset>
      )}
    </div>
  );
}
