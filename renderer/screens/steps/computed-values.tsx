import { Link } from 'wouter';
import type { ComputedPreview } from '#core/contract/pipeline-trials.ts';
import { count, counted } from '../../format.ts';
import { rowsPath } from '../../route.ts';

/** The first values that a computed column comes to, beside those that they come from. */
export function ComputedValues({ dataset, preview }: { readonly dataset: string; readonly preview: ComputedPreview }) {
  const { columns, rows, looked, total, empty } = preview;
  const last = columns.length - 1;
  const isNumber = columns.map((_, place) => rows.every(({ cells }) => /^-?[\d.]*$/.test(cells[place] ?? '')));
  const sideOf = (place: number): string => (isNumber[place] ? 'right' : '');
  return (
    <section className="step-changes" aria-label="Values">
      <p className="muted" role="status">
        {empty === 0 ? 'It has a value in every record' : `It is empty in ${counted(empty, 'record')}`}
        {looked < total ? `, of the first ${count(looked)} of ${count(total)}.` : empty === 0 ? '.' : ` of ${count(total)}.`}
      </p>
      <table className="table">
        <thead>
          <tr>
            <th className="right">Record</th>
            {columns.map((one, place) => (
              <th key={one} className={sideOf(place)}>
                {one}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, cells }) => (
            <tr key={id}>
              <td className="right">
                <Link href={rowsPath(dataset, 'raw', { ids: [id] })}>{count(id)}</Link>
              </td>
              {columns.map((one, place) => (
                <td key={one} className={`${sideOf(place)} ${place === last ? 'step-after' : ''}`}>
                  {cells[place] === '' ? <span className="muted">empty</span> : cells[place]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
