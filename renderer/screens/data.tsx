import { useHotkeys } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { PanelRight, X } from 'lucide-react';
import { useCallback, useMemo, useRef, useState } from 'react';
import type { Breaks, Condition } from '#core/contract/records.ts';
import { ask, sentenceOf } from '../client.ts';
import { count, counted, figure, ruleName } from '../format.ts';
import { LedgerBar } from '../frame/ledger-bar.tsx';
import { useSelectionNote } from '../frame/status-bar.tsx';
import { ColumnsMenu } from '../grid/columns-menu.tsx';
import { gridContext } from '../grid/grid-context.ts';
import { type GridHandle, type GridRow, RecordGrid } from '../grid/record-grid.tsx';
import { parseRowQuery, type RowKind, type RowQuery, rowsPath, useRoute } from '../route.ts';
import { useShown } from '../shown.ts';
import { ExceptionFacets } from './exception-facets.tsx';
import { openExport } from './export-dialog.tsx';
import { RecordPanel } from './record-panel.tsx';
import { StatusTabs } from './status-tabs.tsx';

const firstRows = 200;

/** Raw, exception or clean rows of a dataset. */
export function DataScreen({
  dataset,
  what,
  address,
}: {
  readonly dataset: string;
  readonly what: RowKind;
  readonly address: string | undefined;
}) {
  const { run, isLoading } = useShown();
  const [, go] = useRoute();
  const isThere = run !== undefined && Object.hasOwn(run.datasets, dataset);
  const query = useMemo(() => parseRowQuery(address === undefined ? undefined : decodeURIComponent(address)), [address]);
  const change = useCallback(
    (next: RowQuery) => go(rowsPath(dataset, what, cleaned(next)), { replace: true }),
    [go, dataset, what],
  );
  const { record: _, ...meant } = query;
  const first = useQuery(
    ask.records.page.queryOptions({
      input: { dataset, what, ...(JSON.parse(JSON.stringify(meant)) as object), limit: firstRows },
      placeholderData: (before) => before,
      enabled: isThere,
    }),
  );
  const columns = useQuery(ask.records.columns.queryOptions({ input: { dataset }, enabled: isThere }));
  const profiles = useMemo(() => new Map((columns.data ?? []).map((profile) => [profile.name, profile])), [columns.data]);
  const context = useMemo(() => ({ dataset, what, query, profiles, change }), [dataset, what, query, profiles, change]);
  const [handle, setHandle] = useState<GridHandle>();
  const [focused, setFocused] = useState<number | undefined>(query.record);
  const [hasPanel, setPanel] = useState(localStorage.getItem('winnow.panel') !== 'no');
  const togglePanel = (): void => {
    localStorage.setItem('winnow.panel', hasPanel ? 'no' : 'yes');
    setPanel(!hasPanel);
  };
  const searchBox = useRef<HTMLInputElement>(null);
  const goBox = useRef<HTMLInputElement>(null);
  useHotkeys([['P', togglePanel]]);
  // These are no letters of a text, so they work in boxes as well.
  useHotkeys(
    [
      ['mod+F', () => searchBox.current?.select()],
      ['mod+G', () => goBox.current?.select()],
    ],
    [],
  );
  const onSelection = useCallback(
    (rows: readonly GridRow[]) => {
      const at = handle?.api.getFocusedCell()?.column.getColId();
      const index = first.data?.columns.indexOf(at ?? '') ?? -1;
      const profile = profiles.get(at ?? '');
      const isNumber = profile?.scale !== undefined && profile.scale !== null;
      const sum = rows.reduce((total, { cells }) => total + (Number(cells[index]) || 0), 0);
      useSelectionNote.setState({
        note:
          rows.length <= 1
            ? ''
            : `${counted(rows.length, 'row')} selected${isNumber && index >= 0 ? ` · ${at} adds up to ${figure(sum, profile.scale)}` : ''}`,
      });
    },
    [handle, first.data, profiles],
  );
  const total = first.data?.total;
  const isNarrowed = Object.keys(cleaned({ ...meant, sort: [] })).length > 0;
  const showPanel = hasPanel && focused !== undefined && total !== 0;

  if (!isThere && !isLoading) {
    return (
      <div className="empty">
        <h2>The run that is shown has no dataset {dataset}</h2>
        <p>Another pipeline ran in this workspace since. Its data is listed on the left.</p>
      </div>
    );
  }
  return (
    <gridContext.Provider value={context}>
      {run && <LedgerBar dataset={dataset} run={run} />}
      {what === 'exceptions' && isThere && <StatusTabs />}
      <div className="data-screen">
        {what === 'exceptions' && run && <ExceptionFacets run={run} />}
        <div className="data-middle">
          <div className="toolbar">
            <span aria-live="polite">
              {total === undefined
                ? ' '
                : isNarrowed
                  ? `${count(total)} of ${count(allRows(run, dataset, what))}`
                  : counted(total, 'row')}
              {what === 'raw' && <span className="muted"> · as they stand in the file, never changed</span>}
            </span>
            <span className="spacer" />
            <input
              ref={searchBox}
              className="input small"
              type="search"
              aria-label="Search in all cells"
              placeholder="Search in all cells"
              defaultValue={query.search ?? ''}
              onKeyDown={(event) => event.key === 'Enter' && change({ ...query, search: event.currentTarget.value })}
              onBlur={(event) =>
                event.currentTarget.value !== (query.search ?? '') && change({ ...query, search: event.currentTarget.value })
              }
            />
            <input
              ref={goBox}
              className="input small"
              style={{ flexBasis: 92 }}
              inputMode="numeric"
              aria-label="Go to row"
              placeholder="Go to row"
              onKeyDown={(event) => {
                const wanted = Number(event.currentTarget.value.replace(/\D/g, ''));
                if (event.key === 'Enter' && wanted > 0) handle?.goTo(wanted);
              }}
            />
            <ColumnsMenu handle={handle} place={`${dataset}/${what}`} />
            <button
              type="button"
              className="button small"
              onClick={() =>
                openExport({
                  dataset,
                  what,
                  query: meant,
                  ...(total !== undefined && { total }),
                  selected: handle?.api.getSelectedRows().map(({ id }) => id) ?? [],
                })
              }
            >
              Export
            </button>
            <button
              type="button"
              className="button small"
              aria-pressed={hasPanel}
              aria-label="Record panel"
              title="Record panel (P)"
              onClick={togglePanel}
            >
              <PanelRight size={14} />
            </button>
          </div>
          <FilterChips dataset={dataset} query={query} change={change} />
          {first.isError ? (
            <div className="empty" role="alert">
              <h2>These rows cannot be shown</h2>
              <p className="wrap">{sentenceOf(first.error)}. Nothing was lost.</p>
              <button type="button" className="button" onClick={() => change({})}>
                Show all rows
              </button>
            </div>
          ) : total === 0 ? (
            <NoRows what={what} isNarrowed={isNarrowed} onClear={() => change({})} />
          ) : (
            first.data && (
              <RecordGrid first={first.data} onReady={setHandle} onFocus={({ id }) => setFocused(id)} onSelection={onSelection} />
            )
          )}
        </div>
        {showPanel && <RecordPanel dataset={dataset} id={focused} onClose={togglePanel} />}
      </div>
    </gridContext.Provider>
  );
}

function NoRows({
  what,
  isNarrowed,
  onClear,
}: {
  readonly what: RowKind;
  readonly isNarrowed: boolean;
  readonly onClear: () => void;
}) {
  if (isNarrowed) {
    return (
      <div className="empty">
        <h2>No row fits</h2>
        <p>Nothing meets all conditions at once.</p>
        <button type="button" className="button" onClick={onClear}>
          Show all rows
        </button>
      </div>
    );
  }
  const words = {
    raw: ['The file holds no records', 'It has a header and nothing below it.'],
    clean: ['No record is clean', 'Every one of them waits among the exceptions.'],
    exceptions: ['Nothing waits for you', 'Every record that was read is clean.'],
  }[what];
  return (
    <div className="empty">
      <h2>{words[0]}</h2>
      <p>{words[1]}</p>
    </div>
  );
}

/** What narrows the rows, each with a way to take it off. */
function FilterChips({
  dataset,
  query,
  change,
}: {
  readonly dataset: string;
  readonly query: RowQuery;
  readonly change: (query: RowQuery) => void;
}) {
  const { pipeline } = useShown();
  const nameOf = (id: string): string => {
    const rule = pipeline?.rules.find((one) => one.dataset === dataset && one.id === id);
    return rule ? ruleName(id, rule.rule, rule.columns) : id;
  };
  const said = (kind: string, list: readonly string[]): string => {
    if (kind === 'rules') return `not: ${list.map(nameOf).join(' or ')}`;
    return kind === 'columns'
      ? `wrong in ${list.join(' or ')}`
      : `breaks a rule of ${kind} ${list.join(' or ').toLowerCase().replaceAll('_', ' ')}`;
  };
  const chips = [
    ...(query.filter ?? []).map((condition, index) => ({
      text: sentence(condition),
      without: { ...query, filter: (query.filter ?? []).filter((_, other) => other !== index) },
    })),
    ...Object.entries(query.breaks ?? {}).map(([kind, list]) => ({
      text: said(kind, list ?? []),
      without: { ...query, breaks: { ...query.breaks, [kind]: undefined } as Breaks },
    })),
    ...(query.search ? [{ text: `holds “${query.search}”`, without: { ...query, search: '' } }] : []),
    ...(query.status && query.status !== 'open' ? [{ text: query.status, without: { ...query, status: 'open' as const } }] : []),
  ];
  if (chips.length === 0) return null;
  return (
    <div className="chips">
      {chips.map(({ text, without }) => (
        <span key={text} className="chip">
          {text}
          <button type="button" aria-label={`No longer: ${text}`} onClick={() => change(without)}>
            <X size={12} />
          </button>
        </span>
      ))}
      <button type="button" className="link small" onClick={() => change({})}>
        Show all rows
      </button>
    </div>
  );
}

function sentence({ column, operator, value, values }: Condition): string {
  if (operator === 'one of') return `${column} is ${values.map((one) => (one === null ? 'empty' : `“${one}”`)).join(' or ')}`;
  if (operator === 'is empty' || operator === 'is not empty') return `${column} ${operator}`;
  return `${column} ${operator} “${value}”`;
}

/** Leaves out what says nothing, so that addresses stay short. */
function cleaned(query: RowQuery): RowQuery {
  const breaks = Object.entries(query.breaks ?? {}).filter(([, list]) => list && list.length > 0);
  return {
    ...(query.filter && query.filter.length > 0 && { filter: query.filter }),
    ...(breaks.length > 0 && { breaks: Object.fromEntries(breaks) }),
    ...(query.status && query.status !== 'open' && { status: query.status }),
    ...(query.search && { search: query.search }),
    ...(query.sort && query.sort.length > 0 && { sort: query.sort }),
  };
}

function allRows(run: ReturnType<typeof useShown>['run'], dataset: string, what: RowKind): number {
  const ledger = run?.datasets[dataset];
  if (!ledger) return 0;
  if (what === 'raw') return ledger.read - ledger.blank;
  return what === 'clean' ? ledger.clean + ledger.waived : ledger.exceptions + ledger.structural;
}
