import { useQueries } from '@tanstack/react-query';
import { Link } from 'wouter';
import { ask } from '../client.ts';
import { count } from '../format.ts';
import { useGrid } from '../grid/grid-context.ts';
import { rowsPath } from '../route.ts';

const tabs = [
  ['open', 'To review'],
  ['fixed', 'Fixed'],
  ['waived', 'Waived'],
  ['rejected', 'Rejected'],
] as const;

/** The exceptions by how they stand, each with its number. */
export function StatusTabs() {
  const { dataset, query } = useGrid();
  const sums = useQueries({
    queries: tabs.map(([status]) => ask.records.sum.queryOptions({ input: { dataset, what: 'exceptions', status } })),
  });
  return (
    <nav className="tabs" aria-label="Exceptions by state">
      {tabs.map(([status, name], index) => (
        <Link
          key={status}
          href={rowsPath(dataset, 'exceptions', status === 'open' ? {} : { status })}
          aria-current={(query.status ?? 'open') === status ? 'page' : undefined}
        >
          {name}
          <span className="muted">{sums[index]?.data ? count(sums[index].data.count) : ''}</span>
        </Link>
      ))}
    </nav>
  );
}
