import type { ColumnFigures } from '#core/contract/profile.ts';
import { count, counted, short } from '../../format.ts';
import { Door } from '../../pieces/door.tsx';
import { VisibleText } from '../../pieces/visible-text.tsx';
import { type ProfiledRows, rangeDoor, valueDoor } from './doors.ts';

/** A bar that opens the rows it counts. */
interface Bar {
  readonly name: string;
  readonly count: number;
  readonly path: string | undefined;
}

/**
 * A picture of a column that fits what it holds: bars of its numbers or days, or its most frequent values. The bars of a small one are for the
 * mouse only: its column opens them large enough for everybody.
 */
export function ColumnPicture({
  column,
  rows,
  values,
  isSmall = false,
}: {
  readonly column: ColumnFigures;
  readonly rows: ProfiledRows | undefined;
  readonly values: number;
  readonly isSmall?: boolean;
}) {
  const { numbers, days, filled, distinct, lowest, highest } = column;
  if (filled === 0) return <p className="muted">No value.</p>;
  if (numbers) {
    const note = numbers.histogram.scale === 'logarithmic' ? 'log scale' : undefined;
    const ends = { lowest: short(Number(lowest)), highest: short(Number(highest)) };
    return <Bars bars={numberBars(column, rows)} {...ends} note={note} isSmall={isSmall} />;
  }
  if (days) {
    const ends = { lowest: (lowest ?? '').slice(0, isSmall ? 7 : 10), highest: (highest ?? '').slice(0, isSmall ? 7 : 10) };
    return <Bars bars={dayBars(column, rows)} {...ends} isSmall={isSmall} />;
  }
  if (filled > 1 && (distinct === filled || column.top.length === 0))
    return (
      <p className="muted profile-unique">
        {distinct === filled && column.isExact ? 'every value differs' : 'nearly every value differs'}, from{' '}
        <VisibleText text={lowest ?? ''} /> to <VisibleText text={highest ?? ''} />
      </p>
    );
  return <Values column={column} rows={rows} values={values} />;
}

/** The most frequent values as bars that open their rows. */
export function Values({
  column,
  rows,
  values,
}: {
  readonly column: ColumnFigures;
  readonly rows: ProfiledRows | undefined;
  readonly values: number;
}) {
  const most = column.top[0]?.count ?? 1;
  return (
    <ul className="profile-values">
      {column.top.slice(0, values).map(({ value, count: records }) => (
        <li key={value}>
          <Door
            className="profile-value"
            href={valueDoor(rows, column, [value])}
            title={`${value}: ${counted(records, 'record')}`}
          >
            <span className="fill" style={{ width: `${(100 * records) / most}%` }} aria-hidden />
            <span className="value">
              <VisibleText text={value} />
            </span>
          </Door>
          <span className="number">
            {column.isExact ? '' : '≥ '}
            {count(records)}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Bars({
  bars,
  lowest,
  highest,
  note,
  isSmall,
}: {
  readonly bars: readonly Bar[];
  readonly lowest: string;
  readonly highest: string;
  readonly note?: string | undefined;
  readonly isSmall: boolean;
}) {
  const most = Math.max(1, ...bars.map((bar) => bar.count));
  return (
    <figure className="profile-bars">
      <div className="bars" aria-hidden={isSmall}>
        {bars.map(({ name, count: records, path }) => (
          <Door
            key={name}
            href={path}
            title={`${name}: ${counted(records, 'record')}`}
            aria-label={`${name}: ${counted(records, 'record')}`}
            tabIndex={isSmall ? -1 : 0}
            className={records === 0 ? 'profile-bar is-none' : 'profile-bar'}
          >
            <span style={{ height: `${(100 * records) / most}%` }} />
          </Door>
        ))}
      </div>
      <figcaption>
        <span>{lowest}</span>
        {note !== undefined && <span>{note}</span>}
        <span>{highest}</span>
      </figcaption>
    </figure>
  );
}

function numberBars(column: ColumnFigures, rows: ProfiledRows | undefined): readonly Bar[] {
  return (column.numbers?.histogram.bins ?? []).map(({ from, to, count: records }) => ({
    name: from === null ? `below ${to}` : to === null ? `from ${from}` : `${from} to below ${to}`,
    count: records,
    path: rangeDoor(rows, column, from, to),
  }));
}

function dayBars(column: ColumnFigures, rows: ProfiledRows | undefined): readonly Bar[] {
  return (column.days?.bins ?? []).map(({ from, to, count: records }) => ({
    name: from === null ? `before ${to}` : to === null ? `from ${from}` : `${from} to before ${to}`,
    count: records,
    path: rangeDoor(rows, column, from, to),
  }));
}
