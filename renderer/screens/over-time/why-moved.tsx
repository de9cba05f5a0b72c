import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import type { FiguresOverTime } from '#core/contract/figures.ts';
import { ask, sentenceOf } from '../../client.ts';
import { counted } from '../../format.ts';
import { type RowKind, rowsPath } from '../../route.ts';
import { isShare, type MonthFigure } from './months.ts';

/** Which segments explain how a figure moved from one month to another; each opens its records. */
export function WhyMoved({
  figures: { dataset, date, measure },
  title,
  rows,
  before,
  after,
}: {
  readonly figures: FiguresOverTime;
  readonly title: string;
  readonly rows: RowKind;
  readonly before: MonthFigure;
  readonly after: MonthFigure;
}) {
  const period = ({ from, to }: MonthFigure) => ({ from, to });
  const query = useQuery(
    ask.figures.moved.queryOptions({ input: { dataset, date, measure, before: period(before), after: period(after) } }),
  );
  return (
    <section className="card" aria-label="Why it moved">
      <div className="card-head">
        <h2>
          Why the {title} moved from {before.month} to {after.month}
        </h2>
      </div>
      {query.isPending && <p className="muted">Comparing the two months …</p>}
      {query.error && (
        <p className="wrong-ink wrap" role="alert">
          ▲ {sentenceOf(query.error)}
        </p>
      )}
      {query.data && (
        <>
          <p className="wrap">{query.data.sentence}.</p>
          <ol className="move-segments">
            {query.data.segments.map((segment) => (
              <li key={segment.sentence}>
                <span className="segment-text wrap">{segment.sentence}</span>
                <Link href={rowsPath(dataset, rows, { filter: segment.filter })}>
                  {isShare(measure) ? 'Open them' : counted(segment.after.records || segment.before.records, 'record')}
                </Link>
              </li>
            ))}
          </ol>
          {query.data.segments.length === 0 && <p className="muted">No one segment explains the change.</p>}
        </>
      )}
    </section>
  );
}
