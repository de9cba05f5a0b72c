import { useQuery } from '@tanstack/react-query';
import type { RecordDetail } from '#core/contract/records.ts';
import { ask } from '../client.ts';
import { acceptSuggestion } from '../decide.ts';
import { askReview, stagedOf, useReview } from '../review.ts';
import { keyOf, useReviewKeys } from '../review-keys.ts';
import { useShown } from '../shown.ts';

/** What may mend a record, numbered; each was checked against every rule, none is applied by itself. */
export function Suggestions({ record }: { readonly record: RecordDetail }) {
  const { dataset, id } = record;
  const { pipeline } = useShown();
  const keys = useReviewKeys();
  const hasKeys = keys.isOn;
  const cells = useReview((review) => stagedOf(review, dataset, id));
  const suggestions = useQuery(
    ask.exceptions.suggest.queryOptions({ input: { dataset, recordId: id, cells }, placeholderData: (before) => before }),
  );
  const duplicate = [...record.problems, ...record.cells.flatMap(({ problems }) => problems)].find(({ ruleId }) =>
    pipeline?.rules.some((rule) => rule.dataset === dataset && rule.id === ruleId && rule.remedy === 'merge'),
  );
  // It takes its room at once, so that nothing below it moves when the answer is there.
  if (!suggestions.data || (suggestions.data.length === 0 && !duplicate))
    return (
      <section aria-label="Suggestions" className="suggestions">
        <p className="suggestion is-none">
          {suggestions.data ? 'There is no suggestion that is certain enough.' : 'Looking for a correction …'}
        </p>
      </section>
    );
  return (
    <section aria-label="Suggestions" className="suggestions">
      {suggestions.data.map((suggestion, index) => (
        <button
          key={JSON.stringify(suggestion.cells)}
          type="button"
          className="suggestion"
          onClick={() => void acceptSuggestion(dataset, id, suggestion)}
        >
          <kbd>{hasKeys ? index + 1 : '✓'}</kbd>
          <span className="list-text">
            {Object.entries(suggestion.cells).map(([column, text]) => (
              <span key={column} className="wrap">
                <span className="muted">{column}</span> <b>{text}</b>
              </span>
            ))}
            <span className="muted small wrap">
              {suggestion.why} · {suggestion.passes ? 'all rules pass' : 'something else is wrong besides'}
            </span>
          </span>
          <span className="muted small">{Math.round(100 * suggestion.confidence)} %</span>
        </button>
      ))}
      {duplicate && (
        <button
          type="button"
          className="suggestion"
          onClick={() => askReview({ kind: 'duplicates', dataset, rule: duplicate.ruleId, recordId: id })}
        >
          <kbd>{hasKeys ? suggestions.data.length + 1 : '→'}</kbd>
          <span className="list-text">
            <span>Compare and merge the duplicates {hasKeys && <kbd>{keyOf(keys, 'merge')}</kbd>}</span>
            <span className="muted small wrap">{duplicate.reason}</span>
          </span>
        </button>
      )}
    </section>
  );
}
