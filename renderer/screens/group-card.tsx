import { useQueries } from '@tanstack/react-query';
import type { Breaks } from '#core/contract/records.ts';
import { ask } from '../client.ts';
import { RuleBar } from '../pieces/rule-bar.tsx';
import { rowsPath } from '../route.ts';

interface Group {
  readonly name: string;
  readonly results: readonly { readonly checked: number; readonly passed: number; readonly failed: number }[];
  readonly breaks: Breaks;
}

/** Rules taken together: the share of checks that pass, and the records that fail any of them, which it opens. */
export function GroupCard({
  title,
  dataset,
  groups,
}: {
  readonly title: string;
  readonly dataset: string;
  readonly groups: readonly Group[];
}) {
  const shown = groups.filter(({ results }) => results.some(({ checked }) => checked > 0));
  const records = useQueries({
    queries: shown.map(({ breaks }) => ask.records.sum.queryOptions({ input: { dataset, what: 'raw', breaks } })),
  });
  return (
    <section className="card" aria-label={title}>
      <div className="card-head">
        <h2>{title}</h2>
        <span className="aside">records that fail →</span>
      </div>
      <div className="bar-list">
        {shown.map(({ name, results, breaks }, index) => (
          <RuleBar
            key={name}
            name={name}
            passed={results.reduce((sum, { passed }) => sum + passed, 0)}
            checked={results.reduce((sum, { checked }) => sum + checked, 0)}
            failed={records[index]?.data?.count ?? 0}
            path={rowsPath(dataset, 'raw', { breaks })}
          />
        ))}
      </div>
    </section>
  );
}
