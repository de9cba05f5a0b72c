import type { RecordDetail } from '#core/contract/records.ts';
import { askReview, askSuggested, selectionOf } from '../review.ts';
import { keyOf, useReviewKeys } from '../review-keys.ts';

const decisions = [
  ['waived', 'Waive', 'waive'],
  ['rejected', 'Reject', 'reject'],
  ['escalated', 'Escalate', 'escalate'],
] as const;

/** The ways to decide about a record other than by mending it, and all records alike at once. */
export function DecisionButtons({ record }: { readonly record: RecordDetail }) {
  const { dataset, id } = record;
  const keys = useReviewKeys();
  const problems = [...record.cells.flatMap((cell) => cell.problems), ...record.problems];
  const isLine = record.broken !== null;
  const hasKeys = keys.isOn && record.state !== 'clean';
  const first = isLine ? undefined : problems.find(({ severity }) => severity === 'error' || severity === 'critical');
  const key = (action: Parameters<typeof keyOf>[1]) => hasKeys && <kbd>{keyOf(keys, action)}</kbd>;
  return (
    <div className="row wrap-row">
      {first && (
        <button
          type="button"
          className="button small"
          onClick={() =>
            askSuggested(
              'Accept suggestions for all like this',
              selectionOf(dataset, { problem: { rule: first.ruleId, reason: first.reason } }),
              first.ruleId,
            )
          }
        >
          Fix all like this … {keys.isOn && <kbd>⇧{keyOf(keys, 'accept')}</kbd>}
        </button>
      )}
      {decisions
        // A broken line cannot pass as it is, and what is clean passes.
        .filter(([decision]) => (record.state === 'clean' ? decision === 'rejected' : !isLine || decision !== 'waived'))
        .map(([decision, words, action]) => (
          <button
            key={decision}
            type="button"
            className="button small"
            onClick={() => askReview({ kind: 'reason', decision, dataset, recordId: id })}
          >
            {words} … {key(action)}
          </button>
        ))}
    </div>
  );
}
