import type { ColumnFigures } from '#core/contract/profile.ts';
import { count, short } from '../../format.ts';
import { Door } from '../../pieces/door.tsx';
import { ColumnPicture } from './column-picture.tsx';
import { missingDoor, type ProfiledRows, unreadDoor } from './doors.ts';

/** One column of a profile: its picture and the figures that matter first. Its name opens everything else. */
export function ColumnCard({
  column,
  rows,
  isFound,
  onOpen,
}: {
  readonly column: ColumnFigures;
  readonly rows: ProfiledRows | undefined;
  /** Whether something stands out in it. */
  readonly isFound: boolean;
  readonly onOpen: () => void;
}) {
  const { header, name, type, distinct, isExact, missing, unread, numbers, filled } = column;
  return (
    <article className={isFound ? 'profile-card is-found' : 'profile-card'} aria-label={header}>
      <header>
        <button type="button" className="link" title={name} onClick={onOpen}>
          {header}
        </button>
        <span className="muted small">{type}</span>
        {distinct === 1 && filled > 1 && <span className="badge">constant</span>}
      </header>
      <div className="profile-body">
        <ColumnPicture column={column} rows={rows} values={3} isSmall />
        <dl>
          {numbers ? (
            <Figure name="median" value={short(numbers.quantiles.find(({ share }) => share === 0.5)?.value ?? 0)} />
          ) : null}
          <Figure name="different" value={`${isExact ? '' : '≈ '}${count(distinct)}`} />
          <Figure name="missing" value={count(missing)} path={missing > 0 ? missingDoor(rows, column) : undefined} />
          {unread > 0 && <Figure name="do not fit" value={`▲ ${count(unread)}`} path={unreadDoor(rows, column)} />}
        </dl>
      </div>
    </article>
  );
}

function Figure({ name, value, path }: { readonly name: string; readonly value: string; readonly path?: string | undefined }) {
  return (
    <div className="figure-line">
      <dt>{name}</dt>
      <dd>
        <Door href={path}>{value}</Door>
      </dd>
    </div>
  );
}
