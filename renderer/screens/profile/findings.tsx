import type { ProfileFinding } from '#core/contract/profile.ts';
import { counted } from '../../format.ts';
import { Door } from '../../pieces/door.tsx';
import { rowsPath } from '../../route.ts';
import type { ProfiledRows } from './doors.ts';

/** What stands out, the most useful first, each with its rows where a condition selects them. */
export function Findings({
  findings,
  rows,
}: {
  readonly findings: readonly ProfileFinding[];
  readonly rows: ProfiledRows | undefined;
}) {
  return (
    <ol className="profile-findings">
      {findings.map((finding) => {
        const path = doorOf(finding, rows);
        return (
          <li key={`${finding.kind} ${finding.columns.join()}`}>
            <b>{finding.sentence}</b>
            <span className="muted wrap">{finding.detail}</span>
            {path !== undefined && (
              <Door href={path}>{finding.records === null ? 'Open the rows' : `Open ${counted(finding.records, 'row')}`}</Door>
            )}
          </li>
        );
      })}
    </ol>
  );
}

function doorOf({ kind, columns, filter }: ProfileFinding, rows: ProfiledRows | undefined): string | undefined {
  if (!rows) return undefined;
  const [column] = columns;
  if (kind === 'unread' && column !== undefined)
    return rowsPath(rows.dataset, rows.what, { breaks: { rules: [`${column}_type`] } });
  return filter === null ? undefined : rowsPath(rows.dataset, rows.what, { filter });
}
