import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Problem, ProblemValue } from '#core/contract/problems.ts';
import { ask, sentenceOf } from '../client.ts';
import { count, counted } from '../format.ts';
import { useGrid } from '../grid/grid-context.ts';
import { askReview, selectionOf } from '../review.ts';
import { useShown } from '../shown.ts';

const firstValues = 100;

/** What a rule says about the exceptions, sentence by sentence, with what can be done about all of which it is said. */
export function ProblemValues({ problem }: { readonly problem: Problem }) {
  const { dataset, query } = useGrid();
  const [limit, setLimit] = useState(firstValues);
  const values = useQuery({
    ...ask.exceptions.problemValues.queryOptions({
      input: { ...selectionOf(dataset, query), ruleId: problem.ruleId, limit },
    }),
    placeholderData: (before) => before,
  });
  if (values.isError) return <p className="wrong-ink wrap">▲ {sentenceOf(values.error)}</p>;
  return (
    <>
      {values.data?.values.map((value) => (
        <ValueRow key={value.reason} problem={problem} value={value} />
      ))}
      {values.data && values.data.total > values.data.values.length && (
        <button type="button" className="link" onClick={() => setLimit(Math.min(1000, limit + 300))}>
          Show more of {count(values.data.total)}
        </button>
      )}
    </>
  );
}

function ValueRow({ problem, value }: { readonly problem: Problem; readonly value: ProblemValue }) {
  const { dataset, query, change } = useGrid();
  const { pipeline } = useShown();
  const { ruleId, columns, isAboutLines } = problem;
  const { reason, records, text, suggestion, recordId } = value;
  const [column] = columns;
  const alike = { ...query, problem: { rule: ruleId, reason } };
  const selection = selectionOf(dataset, alike);
  const [target, setTarget] = useState<string>();
  const parent = parentOf(pipeline, dataset, ruleId);
  const fill = (to: string): void => {
    if (column === undefined) return;
    askReview({
      kind: 'bulk',
      title: `${column} becomes “${to}” in ${counted(records, 'record')}`,
      input: { selection, change: { kind: 'set', column, to }, remember: false },
      canRemember: (text ?? '') !== '',
    });
  };
  return (
    <div className="value-row">
      <span className="wrap">{reason}</span>
      <button
        type="button"
        className="link right"
        title="Show these records"
        onClick={() => change({ ...alike, view: undefined as never })}
      >
        {count(records)}
      </button>
      <span className="row">
        {problem.remedy === 'merge' ? (
          <button
            type="button"
            className="button small"
            onClick={() => askReview({ kind: 'duplicates', dataset, rule: ruleId, recordId })}
          >
            Side by side …
          </button>
        ) : (
          column !== undefined && (
            <form
              className="row"
              onSubmit={(event) => {
                event.preventDefault();
                fill(target ?? suggestion?.cells[column] ?? '');
              }}
            >
              <input
                className={`input small ${suggestion?.cells[column] !== undefined && target === undefined ? 'passes' : ''}`}
                aria-label={`New ${column} for ${reason}`}
                placeholder={`new ${column}`}
                title={suggestion ? `${suggestion.why} · ${Math.round(100 * suggestion.confidence)} %` : undefined}
                value={target ?? suggestion?.cells[column] ?? ''}
                onChange={(event) => setTarget(event.currentTarget.value)}
              />
              <button type="submit" className="button small" disabled={(target ?? suggestion?.cells[column] ?? '') === ''}>
                Fix {count(records)} …
              </button>
            </form>
          )
        )}
        {parent && text !== null && (
          <button type="button" className="button small" onClick={() => askReview({ kind: 'parent', ...parent, text, records })}>
            Add it to {parent.dataset} …
          </button>
        )}
        {isAboutLines ? (
          <button
            type="button"
            className="button small"
            onClick={() => change({ ...alike, view: undefined as never, record: recordId })}
          >
            Rewrite {records === 1 ? 'it' : 'them'} …
          </button>
        ) : (
          <button
            type="button"
            className="button small quiet"
            onClick={() =>
              askReview({
                kind: 'bulk',
                title: `Waive ${counted(records, 'record')}`,
                input: { selection, change: { kind: 'waived', reason: '' }, remember: false },
              })
            }
          >
            Waive …
          </button>
        )}
      </span>
    </div>
  );
}

/** Where the values of a reference over one column must be. */
function parentOf(pipeline: ReturnType<typeof useShown>['pipeline'], dataset: string, ruleId: string) {
  const parent = pipeline?.rules.find((one) => one.dataset === dataset && one.id === ruleId)?.parent;
  const [column, ...others] = parent?.columns ?? [];
  return parent && column !== undefined && others.length === 0 ? { dataset: parent.dataset, column } : undefined;
}
