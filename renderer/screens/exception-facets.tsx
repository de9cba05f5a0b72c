import { useQuery } from '@tanstack/react-query';
import type { Facets } from '#core/contract/problems.ts';
import type { Breaks } from '#core/contract/records.ts';
import { ask } from '../client.ts';
import { count, counted } from '../format.ts';
import { useGrid } from '../grid/grid-context.ts';
import { OneStop } from '../pieces/one-stop.tsx';
import { selectionOf } from '../review.ts';
import { SavedFilters } from './saved-filters.tsx';

/** The exceptions by rule, severity and column, with counts; several can be chosen at once. */
export function ExceptionFacets() {
  const { dataset, query, hasRows, change } = useGrid();
  const facets = useQuery({
    ...ask.exceptions.facets.queryOptions({ input: selectionOf(dataset, query) }),
    placeholderData: (before) => before,
    enabled: hasRows,
  });
  const since = useQuery(ask.exceptions.since.queryOptions({ input: { dataset }, enabled: hasRows }));
  const { rules = [], columns = [], severities = [], categories = [] } = facets.data ?? {};
  const largest = Math.max(1, ...columns.map(({ records }) => records));
  const toggle = (kind: keyof Breaks, value: string): void => {
    const now = query.breaks?.[kind] ?? [];
    const next = now.includes(value) ? now.filter((one) => one !== value) : [...now, value];
    change({ ...query, breaks: { ...query.breaks, [kind]: next.length === 0 ? undefined : next } });
  };
  const isOn = (kind: keyof Breaks, value: string): boolean => query.breaks?.[kind]?.includes(value) ?? false;
  return (
    <aside className="facets" aria-label="Narrow the exceptions">
      <SavedFilters />
      <OneStop>
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
        {since.data?.runId != null && (
          <p className="value muted" title="They were open in the previous run and no longer are">
            <span>Resolved</span>
            <span>{count(since.data.resolved)}</span>
          </p>
        )}
        <Facet title="Severity" kind="severities" values={severities} />
        <h2>Rule</h2>
        {rules.map(({ ruleId, title, records }) => (
          <label key={ruleId} className="value" title={`${ruleId}: ${counted(records, 'record')}`}>
            <input type="checkbox" checked={isOn('rules', ruleId)} onChange={() => toggle('rules', ruleId)} />
            <span>{title}</span>
            <span className="muted">{count(records)}</span>
          </label>
        ))}
        {facets.data && rules.length === 0 && <p className="muted">Nothing here to narrow.</p>}
        {columns.length > 0 && <h2>Column</h2>}
        {columns.map(({ value, records }) => (
          <label key={value} className="value" title={`${value}: ${counted(records, 'record')}`}>
            <input type="checkbox" checked={isOn('columns', value)} onChange={() => toggle('columns', value)} />
            <span>{value}</span>
            <i className="facet-bar" style={{ width: `${Math.max(4, (34 * records) / largest)}px` }} />
            <span className="muted">{count(records)}</span>
          </label>
        ))}
        <Facet
          title="Category"
          kind="categories"
          values={categories}
          nameOf={(category) => category.toLowerCase().replaceAll('_', ' ')}
        />
      </OneStop>
    </aside>
  );
}

function Facet({
  title,
  kind,
  values,
  nameOf = (value) => value,
}: {
  readonly title: string;
  readonly kind: 'severities' | 'categories';
  readonly values: Facets['columns'];
  readonly nameOf?: (value: string) => string;
}) {
  const { query, change } = useGrid();
  if (values.length < 2) return null;
  const now = query.breaks?.[kind] ?? [];
  return (
    <>
      <h2>{title}</h2>
      {values.map(({ value, records }) => (
        <label key={value} className="value" title={counted(records, 'record')}>
          <input
            type="checkbox"
            checked={now.includes(value)}
            onChange={() => {
              const next = now.includes(value) ? now.filter((one) => one !== value) : [...now, value];
              change({ ...query, breaks: { ...query.breaks, [kind]: next.length === 0 ? undefined : next } });
            }}
          />
          <span>{nameOf(value)}</span>
          <span className="muted">{count(records)}</span>
        </label>
      ))}
    </>
  );
}
