import type { BulkChange } from '#core/contract/bulk.ts';
import { ReasonField } from '../pieces/question.tsx';

type Merge = Extract<BulkChange, { kind: 'merged' }>;

const kept: readonly (readonly [Exclude<Merge['keep'], number>, string])[] = [
  ['last', 'the last in the file (the newest)'],
  ['first', 'the first in the file'],
  ['fullest', 'the one with the most values'],
];

/** Which record of each group is kept, whether its gaps are filled, and why. */
export function MergeFields({ change, onChange }: { readonly change: Merge; readonly onChange: (change: Merge) => void }) {
  return (
    <div className="stack">
      {typeof change.keep !== 'number' && (
        <div className="row">
          <label className="choice">
            <span>Record to keep in each group</span>
            <select
              className="input"
              value={change.keep}
              onChange={(event) => {
                const keep = kept.find(([name]) => name === event.currentTarget.value);
                if (keep) onChange({ ...change, keep: keep[0] });
              }}
            >
              {kept.map(([name, label]) => (
                <option key={name} value={name}>
                  {label}
                </option>
              ))}
            </select>
          </label>
          <label className="row" style={{ alignSelf: 'end' }}>
            <input
              type="checkbox"
              checked={change.fill ?? false}
              onChange={(event) => onChange({ ...change, fill: event.currentTarget.checked })}
            />
            Fill its empty cells from the others
          </label>
        </div>
      )}
      <ReasonField
        question="Why? (optional)"
        value={change.reason ?? ''}
        onChange={(reason) => onChange({ ...change, reason: reason === '' ? null : reason })}
      />
    </div>
  );
}
