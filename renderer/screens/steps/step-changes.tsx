import { Link } from 'wouter';
import type { StepsPreview } from '#core/contract/pipeline-trials.ts';
import { count, counted } from '../../format.ts';
import { VisibleText } from '../../pieces/visible-text.tsx';
import { rowsPath } from '../../route.ts';

/** What one step changes: old and new text of its cells, the most frequent first, each with the way to its records. */
export function StepChanges({
  title,
  dataset,
  at,
  preview,
}: {
  readonly title: string;
  readonly dataset: string;
  readonly at: number;
  readonly preview: StepsPreview;
}) {
  const { counts, changes, others, looked, total } = preview;
  const own = counts.find((one) => one.at === at);
  const isPart = looked < total;
  return (
    <section className="step-changes" aria-label="Changes">
      <h2>{title}</h2>
      <p className="muted" role="status">
        {own === undefined || own.cells === 0
          ? 'It changes no cell'
          : `It changes ${counted(own.cells, 'cell')} in ${counted(own.records, 'record')}`}
        {isPart ? `, of the first ${count(looked)} of ${count(total)}.` : '.'}
      </p>
      {changes.length > 0 && (
        <table className="table">
          <thead>
            <tr>
              <th>Column</th>
              <th>Before</th>
              <th>After</th>
              <th className="right">Cells</th>
            </tr>
          </thead>
          <tbody>
            {changes.map(({ column, before, after, cells, ids }) => (
              <tr key={`${column} ${before} ${after}`}>
                <td>{column}</td>
                <td className="step-before">
                  <VisibleText text={before} />
                </td>
                <td className="step-after">
                  {after === '' ? <span className="muted">empty</span> : <VisibleText text={after} />}
                </td>
                <td className="right">
                  <Link href={rowsPath(dataset, 'raw', { ids })}>{count(cells)}</Link>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {others > 0 && <p className="muted small">and at least {counted(others, 'other change')}</p>}
    </section>
  );
}
