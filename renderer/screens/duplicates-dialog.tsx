import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ask, sentenceOf } from '../client.ts';
import { count } from '../format.ts';
import { Question } from '../pieces/question.tsx';
import { askReview } from '../review.ts';

/** Duplicates side by side with the cells marked in which they differ; one is kept, the others are merged into it. */
export function DuplicatesDialog({
  dataset,
  rule,
  recordId,
}: {
  readonly dataset: string;
  readonly rule: string;
  readonly recordId: number;
}) {
  const group = useQuery(ask.exceptions.duplicates.queryOptions({ input: { dataset, rule, recordId } }));
  const [chosen, setChosen] = useState<number>();
  const members = group.data?.members ?? [];
  const keep = chosen ?? members.at(-1)?.recordId ?? 0;
  return (
    <Question
      title="Duplicates side by side"
      size="xl"
      deed="Merge …"
      canDo={members.length > 1}
      onDo={() =>
        askReview({
          kind: 'bulk',
          title: `Merge into record ${count(keep)}`,
          input: {
            selection: { dataset, status: 'open', search: '', filter: [], ids: members.map(({ recordId: id }) => id) },
            change: { kind: 'merged', rule, keep, reason: null },
            remember: false,
          },
        })
      }
    >
      {group.isError && <p className="wrong-ink wrap">▲ {sentenceOf(group.error)}</p>}
      {group.data && (
        <>
          <p className="muted">
            {group.data.differing.length === 0 ? 'All cells are the same.' : `They differ in ${group.data.differing.join(', ')}.`}{' '}
            The last in the file is the newest.
          </p>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: wide groups are scrolled with the keyboard too */}
          <section className="outcome-rows" aria-label="Duplicates" tabIndex={0}>
            <table className="table">
              <thead>
                <tr>
                  <th>Column</th>
                  {members.map(({ recordId: id, line }) => (
                    <th key={id}>
                      <label className="row">
                        <input type="radio" name="keep" checked={keep === id} onChange={() => setChosen(id)} />
                        <span>
                          Keep record {count(id)}
                          <span className="muted small block">line {count(line)}</span>
                        </span>
                      </label>
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {group.data.columns.map((column, place) => {
                  const differs = group.data.differing.includes(column);
                  return (
                    <tr key={column}>
                      <td className="muted">
                        {differs ? '▲ ' : ''}
                        {column}
                      </td>
                      {members.map(({ recordId: id, cells }) => (
                        <td key={id} className={differs ? 'wrap cell-wrong' : 'wrap'}>
                          {cells[place]}
                        </td>
                      ))}
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </section>
        </>
      )}
    </Question>
  );
}
