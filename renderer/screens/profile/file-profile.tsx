import { useState } from 'react';
import type { SourceWishes } from '#core/contract/sources.ts';
import { sentenceOf } from '../../client.ts';
import { counted } from '../../format.ts';
import { ProgressBar } from '../../pieces/progress-bar.tsx';
import { ColumnPanel } from './column-panel.tsx';
import { ProfileOverview } from './profile-overview.tsx';
import { useFileProfile } from './use-profile.ts';

/** Records that are looked at before the whole file is. */
const firstRecords = 20_000;

/** What the columns of a file hold before its first run, read to its end. */
export function FileProfile({ path, wishes }: { readonly path: string; readonly wishes: SourceWishes }) {
  // The first records are there at once; what the others change follows.
  const first = useFileProfile(path, wishes, firstRecords);
  const { profile: whole, error, share } = useFileProfile(path, wishes);
  const profile = whole ?? first.profile;
  const [opened, setOpened] = useState<string>();
  const [word, setWord] = useState('');
  if (error) return <p className="wrong-ink wrap">▲ {sentenceOf(error)}</p>;
  if (!profile)
    return (
      <div className="profile-wait">
        <p className="muted">Looking at every record of the file …</p>
        <ProgressBar label="Profile" share={share} parts={[{ name: 'Bytes', weight: 1, share: share ?? 0 }]} />
      </div>
    );
  return (
    <>
      <div className="row file-profile-head">
        <span className="muted" role="status">
          {counted(profile.columns.length, 'column')} · {counted(profile.records, 'record')}
          {profile.broken > 0 && ` · ${counted(profile.broken, 'broken line')} left out`}.{' '}
          {whole
            ? 'Run the file to open the rows behind each figure.'
            : `These are the first records; reading the rest${share === undefined ? '' : `, ${Math.round(100 * share)} %`} …`}
        </span>
        <span style={{ flex: 1 }} />
        <input
          className="input small"
          type="search"
          aria-label="Only columns that are called"
          placeholder="Column or type …"
          value={word}
          onChange={(event) => setWord(event.currentTarget.value)}
        />
      </div>
      <ProfileOverview profile={profile} rows={undefined} word={word} onOpen={setOpened} />
      {opened !== undefined && <ColumnPanel profile={profile} name={opened} rows={undefined} onOpen={setOpened} />}
    </>
  );
}
