import { useState } from 'react';
import { engine, sentenceOf } from '../../client.ts';
import { counted } from '../../format.ts';
import { ProgressBar } from '../../pieces/progress-bar.tsx';
import { profilePath, type RowKind, useRoute } from '../../route.ts';
import { useShown } from '../../shown.ts';
import { ShareReport } from '../share-report.tsx';
import { ColumnPanel } from './column-panel.tsx';
import { CompareWith, Differences } from './compared.tsx';
import { ProfileOverview } from './profile-overview.tsx';
import { useProfile } from './use-profile.ts';

const kinds = { raw: 'Raw', clean: 'Clean', exceptions: 'Exceptions' } as const;

/** What the columns of a dataset hold, one card each, and what stands out. */
export function ProfileScreen({
  dataset: asked,
  what = 'raw',
  column,
}: {
  readonly dataset: string | undefined;
  readonly what: RowKind | undefined;
  readonly column: string | undefined;
}) {
  const { run } = useShown();
  const datasets = Object.keys(run?.datasets ?? {});
  const dataset = asked ?? datasets[0] ?? '';
  const rows = { dataset, what };
  const { profile, error, share } = useProfile(dataset, what);
  const [wanted, setWanted] = useState('');
  const [compared, setCompared] = useState('');
  const [, go] = useRoute();
  const show = (name: string, kind: RowKind, opened?: string): void => {
    // Of other rows other profiles are kept.
    if (name !== dataset || kind !== what) setCompared('');
    go(profilePath(name, kind, opened));
  };
  if (!run) return null;
  return (
    <div className="screen">
      <div className="screen-head">
        <h1>Profile</h1>
        {datasets.length > 1 && (
          <select
            className="input small"
            aria-label="Dataset"
            value={dataset}
            onChange={(event) => show(event.currentTarget.value, what)}
          >
            {datasets.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        )}
        <fieldset className="segmented" aria-label="Which rows">
          {(Object.keys(kinds) as RowKind[]).map((kind) => (
            <button key={kind} type="button" aria-pressed={what === kind} onClick={() => show(dataset, kind)}>
              {kinds[kind]}
            </button>
          ))}
        </fieldset>
        {profile && (
          <span className="muted" role="status">
            {counted(profile.columns.length, 'column')} · {counted(profile.records, 'record')}
            {profile.broken > 0 && ` · ${counted(profile.broken, 'broken line')} left out`}
          </span>
        )}
        <span className="spacer" />
        <CompareWith rows={rows} isReady={profile !== undefined} runId={compared} onChoose={setCompared} />
        <input
          className="input small"
          type="search"
          aria-label="Only columns that are called"
          placeholder="Column or type …"
          value={wanted}
          onChange={(event) => setWanted(event.currentTarget.value)}
        />
        {profile && (
          <ShareReport
            title="Share this profile"
            suggested={`${dataset}-${what}-profile.html`}
            write={(input) => engine.profiles.report({ rows, ...input })}
          />
        )}
      </div>
      {error && <p className="wrong-ink wrap">▲ {sentenceOf(error)}</p>}
      {!profile && !error && (
        <div className="profile-wait">
          <p className="muted">Looking at every row of {dataset} …</p>
          <ProgressBar label="Profile" share={share} parts={[{ name: 'Rows', weight: 1, share: share ?? 0 }]} />
        </div>
      )}
      {profile && profile.records === 0 && <p className="muted">There are no {kinds[what].toLowerCase()} rows.</p>}
      {profile && profile.records > 0 && (
        <ProfileOverview profile={profile} rows={rows} word={wanted} onOpen={(name) => show(dataset, what, name)}>
          {compared !== '' && <Differences rows={rows} runId={compared} onOpen={(name) => show(dataset, what, name)} />}
        </ProfileOverview>
      )}
      {profile && column !== undefined && (
        <ColumnPanel profile={profile} name={column} rows={rows} onOpen={(name) => show(dataset, what, name)} />
      )}
    </div>
  );
}
