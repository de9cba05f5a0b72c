import { useQuery } from '@tanstack/react-query';
import type { Drift } from '#core/contract/profile.ts';
import { ask, sentenceOf } from '../../client.ts';
import { count, when } from '../../format.ts';
import { Choice } from '../../pieces/choice.tsx';
import { useShown } from '../../shown.ts';
import type { ProfiledRows } from './doors.ts';

/** The runs with which a profile can be compared, once it is kept itself. */
export function CompareWith({
  rows,
  isReady,
  runId,
  onChoose,
}: {
  readonly rows: ProfiledRows;
  readonly isReady: boolean;
  readonly runId: string;
  readonly onChoose: (runId: string) => void;
}) {
  const { run } = useShown();
  const kept = useQuery({ ...ask.profiles.kept.queryOptions({ input: rows }), enabled: isReady });
  const others = (kept.data ?? []).filter((one) => one.runId !== run?.runId);
  if (others.length === 0) return null;
  return (
    <Choice
      label="Compare with"
      value={runId}
      options={[
        ['', 'Compare with a run …'],
        ...others.map((one) => [one.runId, `Run ${count(one.runNo)}, ${when(one.startedAt)}`] as const),
      ]}
      onChange={onChoose}
    />
  );
}

/** What differs from the run that is compared with, what differs most first. */
export function Differences({
  rows,
  runId,
  onOpen,
}: {
  readonly rows: ProfiledRows;
  readonly runId: string;
  readonly onOpen: (column: string) => void;
}) {
  const { data, error } = useQuery(ask.profiles.compare.queryOptions({ input: { ...rows, runId } }));
  return (
    <section className="profile-drift" aria-label="What changed">
      <h2>What changed</h2>
      {error && (
        <p className="wrong-ink wrap" role="alert">
          ▲ {sentenceOf(error)}
        </p>
      )}
      {!data && !error && <p className="muted">Comparing …</p>}
      {data && (
        <>
          <p className="muted small">
            {count(data.before.records)} records then, {count(data.after.records)} now
          </p>
          {data.drift.length === 0 && <p className="muted">Nothing beyond chance.</p>}
          <ul className="profile-findings">
            {data.drift.map((one) => (
              <DriftLine key={`${one.column} ${one.kind}`} drift={one} onOpen={() => onOpen(one.column)} />
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function DriftLine({ drift: { column, kind, sentence }, onOpen }: { readonly drift: Drift; readonly onOpen: () => void }) {
  return (
    <li>
      {kind === 'gone' ? (
        <b>{column}</b>
      ) : (
        <button type="button" className="link" onClick={onOpen}>
          <b>{column}</b>
        </button>
      )}
      <span className="wrap">{sentence}</span>
    </li>
  );
}
