import { useHotkeys } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { sentenceOf } from '../client.ts';
import { LedgerBar } from '../frame/ledger-bar.tsx';
import { FindBar } from '../grid/find-bar.tsx';
import { columnsOfDataset, firstPageOf } from '../grid/first-page.ts';
import { gridContext } from '../grid/grid-context.ts';
import type { FirstPage, GridHandle } from '../grid/use-grid-rows.ts';
import { keptText } from '../kept.ts';
import { Resizable } from '../pieces/resizable.tsx';
import { keyOf, useReviewKeys } from '../review-keys.ts';
import { cleaned, isNarrowing, parseRowQuery, type RowKind, type RowQuery, rowsPath, useRoute } from '../route.ts';
import { useShown } from '../shown.ts';
import { DataToolbar } from './data-toolbar.tsx';
import { ExceptionFacets } from './exception-facets.tsx';
import { Problems } from './problems.tsx';
import { RecordPanel } from './record-panel.tsx';
import { actOn } from './review-actions.ts';
import { FilterChips, NoRows } from './row-filters.tsx';
import { Rows } from './rows.tsx';
import { isFlaggedOnly, StatusTabs } from './status-tabs.tsx';

/** Whether the panel beside the rows is open. */
const keptPanel = keptText('panel');

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
  const { run, pipeline, isLoading } = useShown();
  const isThere = run !== undefined && Object.hasOwn(run.datasets, dataset);
  const { query, change } = useRowQuery(dataset, what, address);
  const { record: _, view, ...meant } = query;
  const byProblem = view === 'problems' && what === 'exceptions';
  const wanted = JSON.stringify(meant);
  const first = useQuery({ ...firstPageOf(dataset, what, wanted), enabled: isThere });
  const shown = useShownPage(wanted, first.data);
  const [handle, setHandle] = useState<GridHandle>();
  const isBusy = first.data === undefined;
  // What stands around rows is asked for once they are there.
  const hasRows = isThere && !isBusy && (handle !== undefined || byProblem || first.data.total === 0);
  const columns = useQuery({ ...columnsOfDataset(dataset), enabled: isThere });
  const profiles = useMemo(() => new Map((columns.data ?? []).map((profile) => [profile.name, profile])), [columns.data]);
  const context = useMemo(
    () => ({
      dataset,
      what,
      query,
      hasRows,
      profiles,
      // A computed column may have the name of one that stands in the file.
      isUndeclared: (name: string) => what === 'raw' && profiles.size > 0 && profiles.get(name)?.isDerived !== false,
      change,
    }),
    [dataset, what, query, hasRows, profiles, change],
  );
  const isCurrent = shown?.wanted === wanted;
  const total = isCurrent ? shown?.page.total : undefined;
  const [focused, setFocused] = useState<number | undefined>(query.record);
  useEffect(() => {
    if (query.record !== undefined) setFocused(query.record);
  }, [query.record]);
  const { hasPanel, togglePanel } = usePanel();
  const comesBack = useRef(false);
  const onReady = useCallback((ready: GridHandle | undefined) => {
    setHandle(ready);
    if (!ready) return;
    if (comesBack.current) ready.goTo(1);
    comesBack.current = false;
  }, []);
  const toggleView = (): void => {
    comesBack.current = byProblem;
    change({ ...query, view: byProblem ? (undefined as never) : 'problems' });
  };
  const searchBox = useRef<HTMLInputElement>(null);
  const { isFinding, setFinding, closeFind } = useFinding(handle);
  useDataKeys({
    togglePanel,
    toggleView: what === 'exceptions' ? toggleView : undefined,
    find: () => (byProblem ? searchBox.current?.select() : setFinding(true)),
    search: () => searchBox.current?.select(),
  });

  if (!isThere && !isLoading) return <NoDataset dataset={dataset} />;
  return (
    <gridContext.Provider value={context}>
      {run && <LedgerBar dataset={dataset} run={run} />}
      {(what === 'exceptions' || (what === 'clean' && isFlaggedOnly(query))) && isThere && <StatusTabs />}
      <div className="data-screen">
        {what === 'exceptions' && run && <ExceptionFacets />}
        <div className="data-middle">
          <DataToolbar
            total={total}
            all={allRows(run, dataset, what)}
            isNarrowed={isNarrowing(meant)}
            handle={handle}
            searchBox={searchBox}
            hasPanel={hasPanel}
            onTogglePanel={togglePanel}
            onFind={() => setFinding(true)}
          />
          {isFinding && !byProblem && handle && <FindBar handle={handle} onClose={closeFind} />}
          <FilterChips dataset={dataset} query={query} change={change} />
          {first.isError ? (
            <RowsFailed error={first.error} onClear={() => change({})} />
          ) : byProblem && total !== 0 ? (
            <Problems />
          ) : total === 0 ? (
            <NoRows dataset={dataset} what={what} query={query} onClear={() => change({})} />
          ) : (
            shown &&
            shown.page.total > 0 && (
              <Rows
                shown={shown}
                isBusy={isBusy}
                handle={handle}
                onReady={onReady}
                onFocus={setFocused}
                onAction={(action, at) => {
                  // The line stands in the panel.
                  if (action === 'source' && !hasPanel) togglePanel();
                  else void actOn(action, { ...at, dataset, pipeline, search: () => searchBox.current?.select() });
                }}
              />
            )
          )}
        </div>
        {hasPanel && focused !== undefined && total !== 0 && !byProblem && (
          <Resizable name="record" label="Width of the record panel">
            <RecordPanel dataset={dataset} id={focused} isReviewed={what === 'exceptions'} onClose={togglePanel} />
          </Resizable>
        )}
      </div>
    </gridContext.Provider>
  );
}

function allRows(run: ReturnType<typeof useShown>['run'], dataset: string, what: RowKind): number {
  const ledger = run?.datasets[dataset];
  if (!ledger) return 0;
  if (what === 'raw') return ledger.read - ledger.blank;
  return what === 'clean' ? ledger.clean + ledger.waived : ledger.exceptions + ledger.structural;
}

/** What the address asks for, and a function that asks for other rows. */
function useRowQuery(dataset: string, what: RowKind, address: string | undefined) {
  const [, go] = useRoute();
  const query = useMemo(() => parseRowQuery(address), [address]);
  const change = useCallback(
    (next: RowQuery) => {
      const after = cleaned(next);
      // Back takes off what was put on; what is only said otherwise, as letter by letter in a search, is no step of its own.
      const isStep = Object.keys(after).join() !== Object.keys(cleaned(query)).join();
      go(rowsPath(dataset, what, after), { replace: !isStep });
    },
    [go, dataset, what, query],
  );
  return { query, change };
}

/** Whether the panel beside the rows is open, which is remembered. */
function usePanel() {
  const [hasPanel, setPanel] = useState(keptPanel.get() !== 'no');
  const togglePanel = (): void => {
    keptPanel.set(hasPanel ? 'no' : 'yes');
    setPanel(!hasPanel);
  };
  return { hasPanel, togglePanel };
}

/** The page that is shown: that of before until the one that is wanted has come. */
function useShownPage(wanted: string, page: FirstPage['page'] | undefined): FirstPage | undefined {
  const [shown, show] = useState<FirstPage>();
  if (page && page !== shown?.page) show({ wanted, page });
  return shown;
}

/** Whether a text is looked for among the rows. */
function useFinding(handle: GridHandle | undefined) {
  const [isFinding, setFinding] = useState(false);
  const closeFind = (): void => {
    setFinding(false);
    // The focus was in what closes now.
    const at = handle?.api.getFocusedCell();
    if (at) handle?.api.setFocusedCell(at.rowIndex, at.column);
  };
  return { isFinding, setFinding, closeFind };
}

/** The keys of the screen: `toggleView` only where rows can be shown by problem. */
function useDataKeys(act: {
  readonly togglePanel: () => void;
  readonly toggleView: (() => void) | undefined;
  readonly find: () => void;
  readonly search: () => void;
}): void {
  const keys = useReviewKeys();
  const { togglePanel, toggleView, find, search } = act;
  useHotkeys(
    keys.isOn
      ? [[keyOf(keys, 'panel'), togglePanel], ...(toggleView ? [[keyOf(keys, 'group'), toggleView] as [string, () => void]] : [])]
      : [],
  );
  // These are no letters of a text, so they work in boxes as well.
  useHotkeys(
    [
      ['mod+F', find],
      ['mod+shift+F', search],
    ],
    [],
  );
}

function RowsFailed({ error, onClear }: { readonly error: unknown; readonly onClear: () => void }) {
  return (
    <div className="empty" role="alert">
      <h2>These rows cannot be shown</h2>
      <p className="wrap">{sentenceOf(error)}. Nothing was lost.</p>
      <button type="button" className="button" onClick={onClear}>
        Show all rows
      </button>
    </div>
  );
}

function NoDataset({ dataset }: { readonly dataset: string }) {
  return (
    <div className="empty">
      <h2>The run that is shown has no dataset {dataset}</h2>
      <p>Another pipeline ran in this workspace since. Its data is listed on the left.</p>
    </div>
  );
}
