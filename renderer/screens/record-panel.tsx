import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import type { RecordDetail } from '#core/contract/records.ts';
import { ask, sentenceOf } from '../client.ts';
import { count, counted } from '../format.ts';
import { CellStory } from '../pieces/cell-story.tsx';
import { DecisionButtons } from './decision-buttons.tsx';
import { LineForm } from './line-form.tsx';
import { MendForm } from './mend-form.tsx';
import { RecordThread } from './record-thread.tsx';
import { SourceLines } from './source-lines.tsx';
import { Suggestions } from './suggestions.tsx';

const states: Readonly<Record<RecordDetail['state'], readonly [string, string]>> = {
  clean: ['✓ clean', 'clean'],
  exception: ['▲ exception', 'wrong'],
  waived: ['◍ waived', 'waived'],
  rejected: ['rejected', ''],
  merged: ['→ merged', ''],
  structural: ['◆ broken line', 'broken'],
};

/** One record: what is wrong with it, every cell from the file to its value, and its line with its neighbours. */
export function RecordPanel({
  dataset,
  id,
  isReviewed,
  onClose,
}: {
  readonly dataset: string;
  readonly id: number;
  /** Whether it is or was an exception. */
  readonly isReviewed: boolean;
  readonly onClose: () => void;
}) {
  const record = useQuery(ask.records.get.queryOptions({ input: { dataset, id }, placeholderData: (before) => before }));
  const shown = record.data;
  return (
    <aside className="panel" aria-label="Record">
      <div className="row">
        <span className="muted small wrap" style={{ flex: 1 }}>
          Record {count(id)}
          {shown && ` · line ${count(shown.line)} of ${shown.file}`}
        </span>
        <button type="button" className="button small quiet" aria-label="Close the record panel" onClick={onClose}>
          <X size={14} />
        </button>
      </div>
      {record.isError && <p className="wrong-ink wrap">▲ {sentenceOf(record.error)}</p>}
      {shown && <RecordParts record={shown} isReviewed={isReviewed} />}
    </aside>
  );
}

function RecordParts({ record, isReviewed }: { readonly record: RecordDetail; readonly isReviewed: boolean }) {
  const [word, tone] = states[record.state];
  const waits = record.state === 'exception' || record.broken !== null;
  const problems = [...record.problems, ...record.cells.flatMap((cell) => cell.problems)];
  // Clean, but something that only warns was found.
  const isFlagged = record.state === 'clean' && problems.length > 0;
  const unique = problems.filter((problem, index) => problems.findIndex(({ ruleId }) => ruleId === problem.ruleId) === index);
  return (
    <>
      <div className="row" style={{ margin: '6px 0 10px' }}>
        <span className={`badge ${tone}`}>{word}</span>
        <span className="muted small" title={`${record.path}, byte ${count(record.byteOffset)}`}>
          byte {count(record.byteOffset)}
        </span>
      </div>
      {unique.map(({ ruleId, severity, reason }) => (
        <p
          key={ruleId}
          className={severity === 'error' || severity === 'critical' ? 'problem' : 'problem flag'}
          title={`${ruleId}, ${severity}`}
        >
          {reason}
        </p>
      ))}
      {unique.length === 0 && <p className="muted">Every rule passes.</p>}
      {record.state === 'exception' && <Suggestions key={`${record.dataset}/${record.id}`} record={record} />}
      {isFlagged && <p className="muted">It only warns, so the record is clean. It can still be corrected, or kept out.</p>}
      {(waits || isFlagged) && <DecisionButtons record={record} />}
      <SourceLines record={record} />
      <h2>{record.broken !== null ? 'Rewrite the line' : waits ? 'Mend it' : isFlagged ? 'Correct it' : 'Cells'}</h2>
      {record.broken !== null ? (
        <LineForm key={record.id} record={record} line={record.broken} />
      ) : waits || isFlagged ? (
        <MendForm key={record.id} record={record} />
      ) : (
        <CellList record={record} />
      )}
      {(isReviewed || isFlagged) && <RecordThread dataset={record.dataset} recordId={record.id} />}
    </>
  );
}

function CellList({ record }: { readonly record: RecordDetail }) {
  // A computed column may have the name of one that stands in the file.
  const values = new Map(record.values.flatMap(({ column, text, isDerived }) => (isDerived ? [] : [[column, text] as const])));
  return (
    <dl className="fields">
      {record.cells.map((cell) => (
        <div key={cell.column} style={{ display: 'contents' }}>
          <dt>{cell.column}</dt>
          <dd
            className={
              cell.problems.some(({ severity }) => severity === 'error' || severity === 'critical') ? 'wrong-ink' : undefined
            }
          >
            <ValueOf text={values.get(cell.column) ?? cell.text} />
            <CellStory cell={cell} value={values.get(cell.column) ?? cell.text} />
          </dd>
        </div>
      ))}
      {record.values
        .filter(({ isDerived }) => isDerived)
        .map(({ column, text }) => (
          <div key={column} style={{ display: 'contents' }}>
            <dt>{column}</dt>
            <dd>
              <ValueOf text={text} />
              <span className="story">computed</span>
            </dd>
          </div>
        ))}
    </dl>
  );
}

/** More of a cell than anybody reads in passing would push all others out of sight. */
const mostShown = 2000;

function ValueOf({ text }: { readonly text: string }) {
  if (text === '') return <span className="muted">empty</span>;
  if (text.length <= mostShown) return text;
  return (
    <>
      {text.slice(0, mostShown).toWellFormed()}
      <span className="muted"> … {counted(text.length - mostShown, 'more character')}</span>
    </>
  );
}
