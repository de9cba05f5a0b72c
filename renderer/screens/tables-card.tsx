import type { RunDetail } from '#core/contract/runs.ts';
import { count } from '../format.ts';

/** The tables of other databases that a run wrote. */
export function TablesCard({ tables }: Pick<RunDetail, 'tables'>) {
  return (
    <section className="card" style={{ marginBottom: 12 }}>
      <div className="card-head">
        <h2>Tables written</h2>
        <span className="aside">one transaction per database</span>
      </div>
      <table className="table">
        <thead>
          <tr>
            <th>Table</th>
            <th>Database</th>
            <th className="right">Inserted</th>
            <th className="right">Changed</th>
            <th className="right">Unchanged</th>
            <th>Left out</th>
          </tr>
        </thead>
        <tbody>
          {tables.map(({ target, table, mode, inserted, changed, unchanged, leftOut }) => (
            <tr key={`${target} ${table}`}>
              <td>
                {table} <span className="muted small">{mode}</span>
              </td>
              <td className="wrap">{target}</td>
              <td className="right">{count(inserted)}</td>
              <td className="right">{count(changed)}</td>
              <td className="right">{count(unchanged)}</td>
              <td className="wrap" title="Constraints left out because some rows violate them">
                {leftOut.length === 0 ? <span className="muted">nothing</span> : leftOut.join('; ')}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
