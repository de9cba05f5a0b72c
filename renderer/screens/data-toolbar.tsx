import { useHotkeys } from '@mantine/hooks';
import { Download, History, PanelRight, Search } from 'lucide-react';
import { type RefObject, useEffect, useRef } from 'react';
import { count, counted } from '../format.ts';
import { ColumnsMenu } from '../grid/columns-menu.tsx';
import { useGrid } from '../grid/grid-context.ts';
import type { GridHandle } from '../grid/use-grid-rows.ts';
import { allStaged, askReview, selectionOf, useReview } from '../review.ts';
import { openExport } from './export-dialog.tsx';

/** What can be done with the rows of a grid: search, find, go to one, choose columns, export. */
export function DataToolbar({
  total,
  all,
  isNarrowed,
  handle,
  searchBox,
  hasPanel,
  onTogglePanel,
  onFind,
}: {
  readonly total: number | undefined;
  /** Rows without any filter. */
  readonly all: number;
  readonly isNarrowed: boolean;
  readonly handle: GridHandle | undefined;
  readonly searchBox: RefObject<HTMLInputElement | null>;
  readonly hasPanel: boolean;
  readonly onTogglePanel: () => void;
  readonly onFind: () => void;
}) {
  const { dataset, what, query, change } = useGrid();
  const { record: _, view, ...meant } = query;
  const byProblem = view === 'problems' && what === 'exceptions';
  // What the rows are narrowed to may be changed elsewhere.
  const search = query.search ?? '';
  useEffect(() => {
    if (searchBox.current) searchBox.current.value = search;
  }, [search, searchBox]);
  const goBox = useRef<HTMLInputElement>(null);
  // It is no letter of a text, so it works in boxes as well.
  useHotkeys([['mod+G', () => goBox.current?.select()]], []);
  return (
    <div className="toolbar">
      <span aria-live="polite">
        {total === undefined ? ' ' : isNarrowed ? `${count(total)} of ${count(all)}` : counted(total, 'row')}
        {what === 'raw' && <span className="muted if-wide"> · as they stand in the file, never changed</span>}
      </span>
      <span className="spacer" />
      <input
        ref={searchBox}
        className="input small"
        type="search"
        aria-label="Search in all cells"
        title="Only rows in which any cell holds it (Ctrl Shift F)"
        placeholder="Only rows that hold …"
        defaultValue={search}
        onKeyDown={(event) => event.key === 'Enter' && change({ ...query, search: event.currentTarget.value })}
        onBlur={(event) => event.currentTarget.value !== search && change({ ...query, search: event.currentTarget.value })}
      />
      {!byProblem && (
        <button
          type="button"
          className="button small"
          aria-label="Find"
          title="Find the next cell that holds a text (Ctrl F)"
          onClick={onFind}
        >
          <Search size={14} />
        </button>
      )}
      {!byProblem && (
        <input
          ref={goBox}
          className="input small"
          style={{ flex: '0 1 76px' }}
          inputMode="numeric"
          aria-label="Go to row"
          placeholder="To row"
          onKeyDown={(event) => {
            const wanted = Number(event.currentTarget.value.replace(/\D/g, ''));
            if (event.key !== 'Enter' || wanted === 0) return;
            event.currentTarget.blur();
            handle?.goTo(wanted);
          }}
        />
      )}
      {what === 'exceptions' && <ReviewButtons dataset={dataset} />}
      {!byProblem && <ColumnsMenu handle={handle} place={`${dataset}/${what}`} />}
      <button
        type="button"
        className="button small"
        aria-label="Export"
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
        <Download size={14} aria-hidden /> <span className="if-wide">Export</span>
      </button>
      {!byProblem && (
        <button
          type="button"
          className="button small"
          aria-pressed={hasPanel}
          aria-label="Record panel"
          title="Record panel"
          onClick={onTogglePanel}
        >
          <PanelRight size={14} />
        </button>
      )}
    </div>
  );
}

/** What was decided, what is pending, and the signature under it. */
function ReviewButtons({ dataset }: { readonly dataset: string }) {
  const { query } = useGrid();
  const pending = useReview((review) => allStaged(review).length);
  const example = useReview((review) => review.example);
  return (
    <>
      {example?.dataset === dataset && (
        <button
          type="button"
          className="button small"
          title={example.examples.map(({ from, to }) => `“${from}” → “${to}”`).join('\n')}
          onClick={() =>
            askReview({
              kind: 'bulk',
              title: `Correct the other values of ${example.column} like the last one`,
              input: {
                selection: selectionOf(dataset, { ...query, breaks: { ...query.breaks, columns: [example.column] } }),
                change: { kind: 'example', column: example.column, examples: [...example.examples] },
                remember: false,
              },
            })
          }
        >
          Fill the rest<span className="if-wide"> like this</span> …
        </button>
      )}
      {pending > 0 && (
        <button type="button" className="button small" onClick={() => askReview({ kind: 'staged' })}>
          {count(pending)} pending
        </button>
      )}
      <button
        type="button"
        className="button small"
        aria-label="Decisions"
        title="Decisions: undo any of them"
        onClick={() => askReview({ kind: 'history' })}
      >
        <History size={14} />
      </button>
    </>
  );
}
