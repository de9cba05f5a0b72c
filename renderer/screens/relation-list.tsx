import type { Relation } from '#core/contract/sources.ts';
import { count, percent } from '../format.ts';

/** Which columns refer to which files, each with what speaks for it; those that are ticked become rules. */
export function RelationList({
  relations,
  isChosen,
  choose,
}: {
  readonly relations: readonly Relation[];
  readonly isChosen: (relation: Relation) => boolean;
  readonly choose: (relation: Relation, isOn: boolean) => void;
}) {
  return (
    <section className="card" aria-label="Relations">
      <div className="card-head">
        <h2>Relations</h2>
        <span className="aside muted">Records with no match become exceptions</span>
      </div>
      {relations.length === 0 ? (
        <p className="muted">No column is named after another file’s key, as customer_id is after customers.</p>
      ) : (
        <table className="table">
          <thead>
            <tr>
              <th>Reference</th>
              <th className="right">Found</th>
              <th>Unmatched values (examples)</th>
            </tr>
          </thead>
          <tbody>
            {relations.map((relation) => {
              const { dataset, column, parent, parentColumn, filled, matched, alike, unmatched, sentence } = relation;
              return (
                <tr key={`${dataset}.${column}.${parent}`} title={sentence}>
                  <td>
                    <label className="row">
                      <input
                        type="checkbox"
                        checked={isChosen(relation)}
                        onChange={(event) => choose(relation, event.currentTarget.checked)}
                      />
                      <span>
                        <span className="mono">
                          {dataset}.{column}
                        </span>{' '}
                        refers to{' '}
                        <span className="mono">
                          {parent}.{parentColumn}
                        </span>
                      </span>
                    </label>
                  </td>
                  <td className="right">
                    {percent(matched, filled)} <span className="muted small">of {count(filled)}</span>
                  </td>
                  <td>
                    <span className="mono small">{unmatched.slice(0, 3).join(', ')}</span>
                    {alike > matched && (
                      <span className="muted small">
                        {' '}
                        {count(alike - matched)} more match if case, spaces and leading zeros are ignored
                      </span>
                    )}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </section>
  );
}
