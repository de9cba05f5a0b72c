import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { PipelineDetail } from '#core/contract/pipeline.ts';
import type { RecordDetail } from '#core/contract/records.ts';
import { ask, sentenceOf } from '../client.ts';
import { acceptFix } from '../decide.ts';
import { CellStory } from '../pieces/cell-story.tsx';
import { noteWrong, stage, stagedOf, useReview } from '../review.ts';
import { useShown } from '../shown.ts';

/** The cells of an exception to be rewritten, checked at every letter, and the other two ways to decide about it. */
export function MendForm({ record }: { readonly record: RecordDetail }) {
  const { dataset, id } = record;
  const staged = useReview((review) => stagedOf(review, dataset, id));
  const isChanged = Object.keys(staged).length > 0;
  const verdict = useQuery({
    ...ask.exceptions.try.queryOptions({ input: { dataset, recordId: id, cells: staged }, placeholderData: (before) => before }),
    staleTime: 0,
    enabled: isChanged,
  });
  const left = isChanged
    ? verdict.data?.problems.filter(({ severity }) => severity === 'error' || severity === 'critical')
    : undefined;
  const passes = isChanged && verdict.data?.passes === true;
  // The grid shows the same states.
  const leftIn = left?.flatMap(({ columns }) => columns).join('\n');
  useEffect(() => {
    if (leftIn !== undefined && !verdict.isPlaceholderData) noteWrong(dataset, id, leftIn.split('\n'));
  }, [dataset, id, leftIn, verdict.isPlaceholderData]);
  const wrong = (column: string): boolean =>
    isChanged && verdict.data
      ? (left?.some(({ columns }) => columns.includes(column)) ?? false)
      : record.cells.some(
          (cell) =>
            cell.column === column && cell.problems.some(({ severity }) => severity === 'error' || severity === 'critical'),
        );
  const { pipeline } = useShown();
  const listed = new Map(
    (pipeline?.rules ?? [])
      .filter((rule) => rule.dataset === dataset && rule.columns.length === 1)
      .flatMap((rule) => {
        const known = knownOf(rule);
        return known ? [[rule.columns[0] ?? '', known] as const] : [];
      }),
  );
  const declared = record.cells.filter(({ column }) => verdict.data === undefined || column in verdict.data.texts);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (passes) void acceptFix(dataset, id);
      }}
    >
      <dl className="fields mend">
        {declared.map((cell) => {
          const { column, text } = cell;
          const isEdited = column in staged;
          const state = wrong(column) ? 'wrong' : isEdited ? 'passes' : '';
          return (
            <div key={column} style={{ display: 'contents' }}>
              <dt>
                <label htmlFor={`cell-${column}`}>{column}</label>
              </dt>
              <dd>
                <input
                  id={`cell-${column}`}
                  className={`input small ${state}`}
                  list={listed.has(column) ? `known-${column}` : undefined}
                  aria-invalid={state === 'wrong'}
                  title={isEdited ? `was “${text}”` : undefined}
                  aria-description={isEdited ? `was ${text === '' ? 'empty' : text}` : undefined}
                  value={staged[column] ?? text}
                  onChange={(event) => stage(dataset, id, column, event.currentTarget.value, text)}
                />
                {listed.has(column) && <KnownTexts column={column} known={listed.get(column)} typed={staged[column] ?? ''} />}
                <CellStory cell={cell} />
                {isEdited && (
                  <span className={state === 'wrong' ? 'wrong-ink small' : 'clean-ink small'}>
                    {state === 'wrong' ? '▲ edited, still wrong' : '✓ edited, passes'}
                  </span>
                )}
              </dd>
            </div>
          );
        })}
      </dl>
      <p className="small" aria-live="polite" style={{ minHeight: 34, margin: '8px 0' }}>
        {verdict.isError && isChanged ? (
          <span className="wrong-ink">▲ {sentenceOf(verdict.error)}</span>
        ) : passes ? (
          <span className="clean-ink">✓ Every rule of this record passes.</span>
        ) : left?.length === 0 && verdict.data && verdict.data.stale.length > 0 ? (
          <span className="muted">
            ◷ {verdict.data.stale.join(', ')} can only be judged by the next run; waive it until then.
          </span>
        ) : left && left.length > 0 ? (
          <span className="wrong-ink wrap">▲ {left.map((problem) => problem.reason).join('; ')}</span>
        ) : (
          <span className="muted">
            {record.state === 'clean'
              ? 'Correct a cell here. It is checked as you type.'
              : 'Correct a cell here, or press Enter on it in the grid. It is checked as you type.'}
          </span>
        )}
      </p>
      <div className="row wrap-row">
        <button
          type="submit"
          className="button primary small"
          disabled={!passes}
          title={passes ? undefined : 'A rule is still broken. Mend it, or waive the record with a reason'}
        >
          {record.state === 'clean' ? 'Accept the correction' : 'Accept as clean'}
        </button>
      </div>
    </form>
  );
}

/** What a cell may hold: a list of texts, or whatever stands in a column of another dataset. */
type Known = { readonly texts: readonly string[] } | { readonly dataset: string; readonly column: string };

function knownOf({ listed, parent }: PipelineDetail['rules'][number]): Known | undefined {
  if (listed) return { texts: listed };
  const [column] = parent?.columns ?? [];
  return parent && column !== undefined ? { dataset: parent.dataset, column } : undefined;
}

/** Offers what a cell may hold while one types. */
function KnownTexts({
  column,
  known,
  typed,
}: {
  readonly column: string;
  readonly known: Known | undefined;
  readonly typed: string;
}) {
  const parents = useQuery({
    ...ask.records.facet.queryOptions({
      input: {
        dataset: known && 'dataset' in known ? known.dataset : '',
        column: known && 'column' in known ? known.column : '',
        what: 'clean',
        starting: typed,
        limit: 50,
      },
      placeholderData: (before) => before,
    }),
    enabled: known !== undefined && 'dataset' in known,
  });
  const texts = known && 'texts' in known ? known.texts : (parents.data?.values.map(({ value }) => String(value ?? '')) ?? []);
  return (
    <datalist id={`known-${column}`}>
      {texts.map((text) => (
        <option key={text} value={text} />
      ))}
    </datalist>
  );
}
