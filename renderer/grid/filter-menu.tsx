import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ColumnProfile, Condition } from '#core/contract/records.ts';
import { ask } from '../client.ts';
import { count, figure } from '../format.ts';
import { selectionOf } from '../review.ts';
import { useGrid } from './grid-context.ts';

type Cell = string | number | null;

/** What a filter needs to know of its column. */
type Filtered = Pick<ColumnProfile, 'name' | 'type' | 'scale'>;

/** What a column may be filtered by: its values with their counts, a text, a span of numbers or dates. */
export function FilterMenu({ profile, onClose }: { readonly profile: Filtered; readonly onClose: () => void }) {
  const { query, change } = useGrid();
  const { name, type } = profile;
  const others = (query.filter ?? []).filter(({ column }) => column !== name);
  const own = (query.filter ?? []).filter(({ column }) => column === name);
  const set = (conditions: readonly Omit<Condition, 'column'>[]): void =>
    change({ ...query, filter: [...others, ...conditions.map((condition) => ({ column: name, ...condition }))] });
  const isOrdered = type === 'integer' || type === 'decimal' || type === 'date' || type === 'timestamp';
  return (
    <div className="filter-menu">
      {isOrdered ? <SpanFilter profile={profile} own={own} set={set} /> : <TextFilter own={own} set={set} />}
      <ValueFilter profile={profile} own={own} set={set} />
      <div className="row">
        <button type="button" className="button small quiet" onClick={() => set([])} disabled={own.length === 0}>
          Clear
        </button>
        <span style={{ flex: 1 }} />
        <button type="button" className="button small" onClick={onClose}>
          Done
        </button>
      </div>
    </div>
  );
}

interface PartProps {
  readonly own: readonly Condition[];
  readonly set: (conditions: readonly Omit<Condition, 'column'>[]) => void;
}

/** The values that are ticked, which hold besides everything else. */
function chosenOf(own: readonly Condition[]): readonly Condition[] {
  return own.filter(({ operator }) => operator === 'one of');
}

const textOperators = ['contains', 'starts with', 'equals', 'differs', 'is empty', 'is not empty'] as const;

function TextFilter({ own, set }: PartProps) {
  const current = own.find(({ operator }) => operator !== 'one of');
  const [operator, setOperator] = useState<Condition['operator']>(current?.operator ?? 'contains');
  const needsText = operator !== 'is empty' && operator !== 'is not empty';
  const apply = (next: Condition['operator'], text: string): void => {
    const needs = next !== 'is empty' && next !== 'is not empty';
    set([...chosenOf(own), ...(needs && text === '' ? [] : [{ operator: next, value: text, values: [] }])]);
  };
  return (
    <div className="row">
      <select
        className="input small"
        aria-label="How to compare"
        value={operator}
        onChange={(event) => {
          const next = event.currentTarget.value as Condition['operator'];
          setOperator(next);
          apply(next, String(current?.value ?? ''));
        }}
      >
        {textOperators.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
      {needsText && (
        <input
          className="input small"
          style={{ flex: 1, minWidth: 0 }}
          aria-label="Text"
          placeholder="text"
          defaultValue={String(current?.value ?? '')}
          data-autofocus
          onChange={(event) => apply(operator, event.currentTarget.value)}
        />
      )}
    </div>
  );
}

function SpanFilter({ profile, own, set }: PartProps & { readonly profile: Filtered }) {
  const bound = (operator: Condition['operator']): string => String(own.find((one) => one.operator === operator)?.value ?? '');
  const [least, setLeast] = useState(bound('at least'));
  const [most, setMost] = useState(bound('at most'));
  const isDate = profile.type === 'date' || profile.type === 'timestamp';
  const apply = (from: string, to: string): void =>
    set([
      ...chosenOf(own),
      ...(from === '' ? [] : [{ operator: 'at least' as const, value: from, values: [] }]),
      ...(to === '' ? [] : [{ operator: 'at most' as const, value: profile.type === 'timestamp' ? `${to}T99` : to, values: [] }]),
    ]);
  return (
    <div className="row">
      <input
        className="input small"
        style={{ width: 130 }}
        type={isDate ? 'date' : 'number'}
        step="any"
        aria-label="At least"
        placeholder="from"
        value={least}
        data-autofocus
        onChange={(event) => {
          setLeast(event.currentTarget.value);
          apply(event.currentTarget.value, most);
        }}
      />
      <span className="muted">to</span>
      <input
        className="input small"
        style={{ width: 130 }}
        type={isDate ? 'date' : 'number'}
        step="any"
        aria-label="At most"
        placeholder="to"
        value={most}
        onChange={(event) => {
          setMost(event.currentTarget.value);
          apply(least, event.currentTarget.value);
        }}
      />
    </div>
  );
}

function ValueFilter({ profile, own, set }: PartProps & { readonly profile: Filtered }) {
  const { dataset, what, query } = useGrid();
  const [starting, setStarting] = useState('');
  const others = (query.filter ?? []).filter(({ column }) => column !== profile.name);
  const facet = useQuery(
    ask.records.facet.queryOptions({
      input: {
        ...selectionOf(dataset, { ...query, filter: others }),
        what,
        column: profile.name,
        starting,
      },
      placeholderData: (before) => before,
    }),
  );
  const chosen = own.find(({ operator }) => operator === 'one of')?.values;
  const values = facet.data?.values ?? [];
  const toggle = (value: Cell): void => {
    const now = chosen ?? [];
    const next = now.includes(value) ? now.filter((one) => one !== value) : [...now, value];
    set([
      ...own.filter(({ operator }) => operator !== 'one of'),
      ...(next.length === 0 ? [] : [{ operator: 'one of' as const, value: '', values: next }]),
    ]);
  };
  return (
    <>
      <div className="row">
        <input
          className="input small"
          style={{ flex: 1 }}
          aria-label={`Find a value of ${profile.name}`}
          placeholder={facet.data ? `find among ${count(facet.data.distinct)} values` : 'find a value'}
          value={starting}
          onChange={(event) => setStarting(event.currentTarget.value)}
        />
      </div>
      <div className="value-list">
        {facet.isError && <p className="muted small">The values could not be counted.</p>}
        {values.map(({ value, count: times }) => (
          <label key={String(value)} className="value">
            <input type="checkbox" checked={chosen?.includes(value) ?? false} onChange={() => toggle(value)} />
            <span className={value === null ? 'muted' : undefined}>
              {value === null ? 'empty' : typeof value === 'number' ? figure(value, profile.scale) : value}
            </span>
            <span className="muted">{count(times)}</span>
          </label>
        ))}
        {facet.data && values.length === 0 && <p className="muted small">No value holds that text.</p>}
      </div>
    </>
  );
}
