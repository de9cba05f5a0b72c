import { Drawer } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { ask, engine, sentenceOf } from '../client.ts';
import { acceptFix, redoDecision, undoDecision } from '../decide.ts';
import { count, counted, when } from '../format.ts';
import { LearnedMappings } from '../pieces/learned-mappings.tsx';
import { allStaged, askReview, unstage, useReview } from '../review.ts';

const pageSize = 200;

/** What was decided, newest first; any of it can be taken back. */
export function HistoryDrawer() {
  const batches = useInfiniteQuery(
    ask.exceptions.batches.infiniteOptions({
      input: (before: number | undefined) => ({ limit: pageSize, ...(before !== undefined && { before }) }),
      initialPageParam: undefined,
      getNextPageParam: (page) => (page.length < pageSize ? undefined : page.at(-1)?.batchNo),
    }),
  );
  const listed = batches.data?.pages.flat();
  return (
    <Drawer opened onClose={() => askReview(undefined)} title="Decisions" position="right" size="lg">
      {batches.isError && <p className="wrong-ink wrap">▲ {sentenceOf(batches.error)}</p>}
      {listed?.length === 0 && <p className="muted">Nothing is decided yet. What you fix, waive or merge is listed here.</p>}
      <ul className="plain-list">
        {listed?.map(({ batchNo, label, author, decidedAt, records, undone }) => {
          const isUndone = undone === records;
          return (
            <li key={batchNo} className="list-row">
              <span className="list-text">
                <span className="wrap">{isUndone ? <s>{label}</s> : label}</span>
                <span className="muted small">
                  {author} · {when(decidedAt)}
                  {undone > 0 && (isUndone ? ' · taken back' : ` · ${count(undone)} of ${count(records)} taken back`)}
                </span>
              </span>
              {isUndone ? (
                <button type="button" className="button small" onClick={() => void redoDecision({ batchNo })}>
                  Redo
                </button>
              ) : (
                <>
                  <UndoButton taken={{ batchNo }} records={records} title="Undoes only this decision">
                    Undo
                  </UndoButton>
                  <UndoButton taken={{ fromBatch: batchNo }} records={records} title="Takes this and everything after it back">
                    From here
                  </UndoButton>
                </>
              )}
            </li>
          );
        })}
      </ul>
      {batches.hasNextPage && (
        <button type="button" className="button" style={{ marginTop: 8 }} onClick={() => void batches.fetchNextPage()}>
          Older ones
        </button>
      )}
      <LearnedMappings />
    </Drawer>
  );
}

/** So many records at most are tried before it is asked. */
const mostTried = 10_000;

/** Takes decisions back; where that touches more than they are about, it says so first. */
function UndoButton({
  taken,
  records,
  title,
  children,
}: {
  readonly taken: { readonly batchNo?: number; readonly fromBatch?: number };
  readonly records: number;
  readonly title: string;
  readonly children: string;
}) {
  const [asked, setAsked] = useState<string>();
  const begin = async (): Promise<void> => {
    const would =
      records > mostTried ? undefined : await engine.exceptions.undo({ ...taken, preview: true }).catch(() => undefined);
    const told = would && dependent(would);
    if (told) setAsked(told);
    else await undoDecision(taken);
  };
  if (asked === undefined)
    return (
      <button type="button" className="button small" title={title} onClick={() => void begin()}>
        {children}
      </button>
    );
  return (
    <span className="list-text" role="alert">
      <span className="small wrap">{asked}</span>
      <span className="row">
        <button
          type="button"
          className="button small danger"
          onClick={() => {
            setAsked(undefined);
            void undoDecision(taken);
          }}
        >
          Take back
        </button>
        <button type="button" className="button small quiet" onClick={() => setAsked(undefined)}>
          Keep
        </button>
      </span>
    </span>
  );
}

/** What else would change with decisions that are taken back, or hold on without them; nothing where that is all. */
function dependent({
  records,
  alongside,
  later,
}: {
  readonly records: readonly unknown[];
  readonly alongside: number;
  readonly later: number;
}): string {
  const others =
    alongside > 0 ? `${counted(alongside, 'other record')} would change with ${records.length === 1 ? 'it' : 'them'}. ` : '';
  const holding = later > 0 ? `${counted(later, 'later decision')} about the same records would stay in force.` : '';
  return `${others}${holding}`.trim();
}

/** What would stand in cells in the place of what. */
function PendingCells({
  dataset,
  recordId,
  cells,
}: {
  readonly dataset: string;
  readonly recordId: number;
  readonly cells: Readonly<Record<string, string>>;
}) {
  const record = useQuery(ask.records.get.queryOptions({ input: { dataset, id: recordId } }));
  return Object.entries(cells).map(([column, text]) => {
    const before = record.data?.cells.find((cell) => cell.column === column)?.text;
    return (
      <span key={column} className="muted small wrap">
        {column} {before !== undefined && <s>{before === '' ? 'empty' : before}</s>} → “{text}”
      </span>
    );
  });
}

/** Cells that were rewritten but not accepted yet. */
export function StagedDrawer() {
  const cells = useReview((review) => review.staged);
  const staged = useMemo(() => allStaged({ staged: cells }), [cells]);
  const datasets = [...new Set(staged.map(({ dataset }) => dataset))];
  /** All of a dataset's in one go, which is one thing to take back. */
  const applyAll = (dataset: string): void =>
    askReview({
      kind: 'bulk',
      title: `Apply pending changes of ${dataset}`,
      input: {
        selection: { dataset, status: 'open', search: '', filter: [] },
        change: {
          kind: 'cells',
          cells: Object.fromEntries(
            staged.filter((one) => one.dataset === dataset).map(({ recordId, cells }) => [String(recordId), { ...cells }]),
          ),
        },
        remember: false,
      },
    });
  return (
    <Drawer opened onClose={() => askReview(undefined)} title="Pending changes" position="right" size="lg">
      {staged.length === 0 && (
        <p className="muted">Nothing is pending. Cells that you rewrite wait here until every rule of their record passes.</p>
      )}
      <ul className="plain-list">
        {staged.map(({ dataset, recordId, cells }) => (
          <li key={`${dataset}/${recordId}`} className="list-row">
            <span className="list-text">
              <span>
                {dataset} record {count(recordId)}
              </span>
              <PendingCells dataset={dataset} recordId={recordId} cells={cells} />
            </span>
            <button type="button" className="button small" onClick={() => void acceptFix(dataset, recordId)}>
              Accept
            </button>
            <button type="button" className="button small quiet" onClick={() => unstage(dataset, recordId)}>
              Discard
            </button>
          </li>
        ))}
      </ul>
      {staged.length > 1 && (
        <div className="row dialog-buttons">
          <button
            type="button"
            className="button quiet"
            onClick={() => {
              for (const { dataset, recordId } of staged) unstage(dataset, recordId);
            }}
          >
            Discard all
          </button>
          {datasets.map((dataset) => (
            <button key={dataset} type="button" className="button primary" onClick={() => applyAll(dataset)}>
              Apply {counted(staged.filter((one) => one.dataset === dataset).length, 'record')}
              {datasets.length > 1 && ` of ${dataset}`} …
            </button>
          ))}
        </div>
      )}
    </Drawer>
  );
}
