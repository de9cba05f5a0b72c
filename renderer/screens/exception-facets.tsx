import { useQuery } from '@tanstack/react-query';
import type { Breaks } from '#core/contract/records.ts';
import { ask } from '../client.ts';
import { count, ruleName } from '../format.ts';
import { useGrid } from '../grid/grid-context.ts';
import { type ShownRun, useShown } from '../shown.ts';
import { SavedFilters } from './saved-filters.tsx';

/** The exceptions by rule, severity and column, with counts; several can be chosen at once. */
export function ExceptionFacets({ run }: { readonly run: ShownRun }) {
  const { dataset, query, change } = useGrid();
  const { pipeline } = useShown();
  const results = useQuery(ask.rules.results.queryOptions({ input: { runId: run.runId } }));
  const since = useQuery(ask.exceptions.since.queryOptions());
  const failing = (results.data ?? []).filter((result) => result.dataset === dataset && result.failed > 0);
  const blocking = failing.filter(({ severity }) => severity === 'error' || severity === 'critical');
  const columnsOf = (id: string): readonly string[] =>
    pipeline?.rules.find((rule) => rule.dataset === dataset && rule.id === id)?.columns ?? [];
  const byColumn = new Map<string, number>();
  for (const { ruleId, failed } of blocking)
    for (const column of columnsOf(ruleId)) byColumn.set(column, (byColumn.get(column) ?? 0) + failed);
  const largest = Math.max(1, ...byColumn.values());
  const toggle = (kind: keyof Breaks, value: string): void => {
    const now = query.breaks?.[kind] ?? [];
    const next = now.includes(value) ? now.filter((one) => one !== value) : [...now, value];
    change({ ...query, breaks: { ...query.breaks, [kind]: next.length === 0 ? undefined : next } });
  };
  const isOn = (kind: keyof Breaks, value: string): boolean => query.breaks?.[kind]?.includes(value) ?? false;
  return (
    <aside className="facets" aria-label="Narrow the exceptions">
      <SavedFilters />
      {since.data?.runId != null && <h2>Since last run</h2>}
      {since.data?.runId != null &&
        (
          [
            ['new', 'New', since.data.fresh],
            ['persisting', 'Persisting', since.data.persisting],
            ['regressed', 'Regressed', since.data.regressed],
          ] as const
        ).map(([name, words, records]) => (
          <label key={name} className="value">
            <input
              type="checkbox"
              checked={query.since?.includes(name) ?? false}
              onChange={() => {
                const now = query.since ?? [];
                change({ ...query, since: now.includes(name) ? now.filter((one) => one !== name) : [...now, name] });
              }}
            />
            <span>{words}</span>
            <span className="muted">{count(records)}</span>
          </label>
        ))}
      <Facet title="Severity" kind="severities" values={totals(blocking, ({ severity }) => severity)} />
      <h2>Rule</h2>
      {[...blocking]
        .sort((a, b) => b.failed - a.failed)
        .map(({ ruleId, rule, failed }) => (
          <label key={ruleId} className="value" title={`${ruleId}: ${count(failed)} records`}>
            <input type="checkbox" checked={isOn('rules', ruleId)} onChange={() => toggle('rules', ruleId)} />
            <span>{ruleName(ruleId, rule, columnsOf(ruleId))}</span>
            <span className="muted">{count(failed)}</span>
          </label>
        ))}
      {results.data && blocking.length === 0 && <p className="muted">No rule fails.</p>}
      {byColumn.size > 0 && <h2>Column</h2>}
      {[...byColumn]
        .sort((a, b) => b[1] - a[1])
        .map(([column, failed]) => (
          <label key={column} className="value">
            <input type="checkbox" checked={isOn('columns', column)} onChange={() => toggle('columns', column)} />
            <span>{column}</span>
            <i className="facet-bar" style={{ width: `${Math.max(4, (34 * failed) / largest)}px` }} />
            <span className="muted">{count(failed)}</span>
          </label>
        ))}
      <Facet
        title="Category"
        kind="categories"
        values={totals(blocking, ({ category }) => category)}
        nameOf={(category) => category.toLowerCase().replaceAll('_', ' ')}
      />
    </aside>
  );
}

/** How often rules of each kind are broken, the most frequent first. */
function totals<Result extends { readonly failed: number }>(
  results: readonly Result[],
  kindOf: (result: Result) => string,
): readonly (readonly [string, number])[] {
  const found = new Map<string, number>();
  for (const result of results) found.set(kindOf(result), (found.get(kindOf(result)) ?? 0) + result.failed);
  return [...found].sort((a, b) => b[1] - a[1]);
}

function Facet({
  title,
  kind,
  values,
  nameOf = (value) => value,
}: {
  readonly title: string;
  readonly kind: 'severities' | 'categories';
  readonly values: readonly (readonly [string, number])[];
  readonly nameOf?: (value: string) => string;
}) {
  const { query, change } = useGrid();
  if (values.length < 2) return null;
  const now = query.breaks?.[kind] ?? [];
  return (
    <>
      <h2>{title}</h2>
      {values.map(([value, violations]) => (
        <label key={value} className="value" title={`${count(violations)} violations`}>
          <input
            type="checkbox"
            checked={now.includes(value)}
            onChange={() => {
              const next = now.includes(value) ? now.filter((one) => one !== value) : [...now, value];
              change({ ...query, breaks: { ...query.breaks, [kind]: next.length === 0 ? undefined : next } });
            }}
          />
          <span>{nameOf(value)}</span>
          <span className="muted">{count(violations)}</span>
        </label>
      ))}
    </>
  );
}
