import type { ReactNode } from 'react';
import type { DatasetProfile } from '#core/contract/profile.ts';
import { count } from '../../format.ts';
import { ColumnCard } from './column-card.tsx';
import type { ProfiledRows } from './doors.ts';
import { Findings } from './findings.tsx';

/** Columns beyond these are shown when they are asked for by name. */
const mostCards = 60;

/** The columns of a profile, one card each, beside what stands out. */
export function ProfileOverview({
  profile,
  rows,
  word,
  onOpen,
  children,
}: {
  readonly profile: DatasetProfile;
  readonly rows: ProfiledRows | undefined;
  /** Only columns with this in their name or type are shown. */
  readonly word: string;
  readonly onOpen: (column: string) => void;
  /** What stands above what stands out. */
  readonly children?: ReactNode;
}) {
  const fitting = profile.columns.filter(({ name, header, type }) =>
    `${name} ${header} ${type}`.toLowerCase().includes(word.trim().toLowerCase()),
  );
  const found = new Set(profile.findings.flatMap(({ columns }) => (columns.length < 3 ? columns : [])));
  return (
    <div className="profile-overview">
      <div className="profile-cards">
        {fitting.slice(0, mostCards).map((one) => (
          <ColumnCard key={one.name} column={one} rows={rows} isFound={found.has(one.name)} onOpen={() => onOpen(one.name)} />
        ))}
        {fitting.length > mostCards && (
          <p className="muted">{count(fitting.length - mostCards)} more columns. Write a part of their name above.</p>
        )}
      </div>
      <aside className="card" aria-label="What stands out">
        {children}
        <h2>What stands out</h2>
        {profile.findings.length === 0 ? (
          <p className="muted">Nothing: no duplicates, no odd spellings, nothing far from the rest.</p>
        ) : (
          <Findings findings={profile.findings} rows={rows} />
        )}
      </aside>
    </div>
  );
}
