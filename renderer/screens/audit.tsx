import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { Link } from 'wouter';
import type { AuditFilter } from '#core/contract/audit.ts';
import { ask, engine, sentenceOf } from '../client.ts';
import { bytes, count, counted, when } from '../format.ts';
import { useRuns } from '../shown.ts';

const pageSize = 200;

/** What a person narrows the log to; nothing is ''. */
interface Narrowing {
  readonly type: string;
  readonly runId: string;
  readonly text: string;
  readonly fromDay: string;
  readonly toDay: string;
}

const everything: Narrowing = { type: '', runId: '', text: '', fromDay: '', toDay: '' };

/** Everything that was done, newest first, in a chain in which nothing can be changed unseen. */
export function AuditScreen() {
  const [narrowing, setNarrowing] = useState(everything);
  const { type, ...meant } = useDeferredValue(filterOf(narrowing));
  const filter = { ...meant, ...(type !== undefined && { type }) };
  const types = useQuery(ask.audit.types.queryOptions({ input: meant, placeholderData: (before) => before }));
  const log = useInfiniteQuery(
    ask.audit.list.infiniteOptions({
      input: (after: number) => ({ after, limit: pageSize, newestFirst: true, ...filter }),
      initialPageParam: 0,
      getNextPageParam: (page) => (page.length < pageSize ? undefined : (page.at(-1)?.id ?? undefined)),
      placeholderData: (before) => before,
    }),
  );
  const entries = log.data?.pages.flat() ?? [];
  const lines = types.data?.reduce((sum, one) => sum + (type === undefined || one.type === type ? one.lines : 0), 0);
  return (
    <div className="screen">
      <div className="screen-head">
        <h1>Audit</h1>
        {lines !== undefined && <span className="muted">{counted(lines, 'line')}</span>}
        {Object.values(narrowing).some((one) => one !== '') && (
          <button type="button" className="link" onClick={() => setNarrowing(everything)}>
            Show all
          </button>
        )}
        <span className="spacer" />
        <VerifyButton />
      </div>
      <AuditFilters narrowing={narrowing} types={types.data ?? []} onChange={setNarrowing} />
      {log.isError && <p className="wrong-ink">▲ {sentenceOf(log.error)}</p>}
      {log.isSuccess && entries.length === 0 ? (
        <p className="muted">
          No matching entries.{' '}
          <button type="button" className="link" onClick={() => setNarrowing(everything)}>
            Show all of them
          </button>
        </p>
      ) : (
        <table className="table timeline">
          <thead>
            <tr>
              <th>When</th>
              <th>Event</th>
              <th>What happened</th>
              <th className="right">Records</th>
              <th>Hash</th>
            </tr>
          </thead>
          <tbody>
            {entries.map(({ id, timestamp, type: event, description, count: records, hash, runId }) => (
              <tr key={id}>
                <td title={timestamp}>
                  {runId === null ? when(timestamp) : <Link href={`/runs/${runId}`}>{when(timestamp)}</Link>}
                </td>
                <td>
                  <span className="badge">{wordOf(event)}</span>
                </td>
                <td className="wrap">{description}</td>
                <td className="right">{records === null ? '' : event === 'source_opened' ? bytes(records) : count(records)}</td>
                <td className="mono muted" title={hash}>
                  {hash.slice(0, 12)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {log.hasNextPage && (
        <button type="button" className="button" style={{ marginTop: 12 }} onClick={() => void log.fetchNextPage()}>
          Older ones
        </button>
      )}
    </div>
  );
}

function VerifyButton() {
  const [verdict, setVerdict] = useState<{ readonly text: string; readonly isWhole: boolean }>();
  const verify = async (): Promise<void> => {
    try {
      const { message, brokenAt } = await engine.audit.verify();
      setVerdict({ text: message, isWhole: brokenAt === null });
    } catch (error) {
      setVerdict({ text: sentenceOf(error), isWhole: false });
    }
  };
  return (
    <>
      {verdict && (
        <span role="status" className={verdict.isWhole ? 'clean-ink' : 'wrong-ink'}>
          {`${verdict.isWhole ? '✓' : '▲'} ${verdict.text}`}
        </span>
      )}
      <button type="button" className="button" onClick={() => void verify()}>
        Verify the chain
      </button>
    </>
  );
}

function AuditFilters({
  narrowing,
  types,
  onChange,
}: {
  readonly narrowing: Narrowing;
  readonly types: readonly { readonly type: string; readonly lines: number }[];
  readonly onChange: (narrowing: Narrowing) => void;
}) {
  const runs = useRuns();
  const set = (change: Partial<Narrowing>): void => onChange({ ...narrowing, ...change });
  const isListed = narrowing.type === '' || types.some(({ type }) => type === narrowing.type);
  return (
    <div className="row wrap-row" style={{ marginBottom: 12 }}>
      <select
        className="input"
        aria-label="Type of event"
        value={narrowing.type}
        onChange={(event) => set({ type: event.currentTarget.value })}
      >
        <option value="">every event</option>
        {types.map(({ type, lines }) => (
          <option key={type} value={type}>
            {wordOf(type)} · {count(lines)}
          </option>
        ))}
        {!isListed && <option value={narrowing.type}>{wordOf(narrowing.type)} · 0</option>}
      </select>
      <select
        className="input"
        aria-label="Run"
        value={narrowing.runId}
        onChange={(event) => set({ runId: event.currentTarget.value })}
      >
        <option value="">every run</option>
        {runs.map(({ runId, startedAt }, index) => (
          <option key={runId} value={runId}>
            run {runs.length - index} · {when(startedAt)}
          </option>
        ))}
      </select>
      <input
        className="input"
        type="search"
        aria-label="Only lines with this text"
        placeholder="Only lines with …"
        value={narrowing.text}
        onChange={(event) => set({ text: event.currentTarget.value })}
      />
      {(
        [
          ['from', 'fromDay', undefined, narrowing.toDay],
          ['to', 'toDay', narrowing.fromDay, undefined],
        ] as const
      ).map(([word, name, least, most]) => (
        <label key={name} className="row">
          <span className="muted">{word}</span>
          <input
            className="input"
            type="date"
            value={narrowing[name]}
            min={least}
            max={most || '9999-12-31'}
            onChange={(event) => set({ [name]: event.currentTarget.value })}
          />
        </label>
      ))}
    </div>
  );
}

/** Days are those of the person who asks, the log is in UTC. */
function filterOf({ type, runId, text, fromDay, toDay }: Narrowing): AuditFilter {
  const from = midnight(fromDay, 0);
  const to = midnight(toDay, 1);
  return {
    ...(type !== '' && { type }),
    ...(runId !== '' && { runId }),
    ...(text !== '' && { text }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
  };
}

/** The instant at which a day begins here, or the one behind it; undefined for what is no day yet. */
function midnight(day: string, later: number): string | undefined {
  const date = new Date(`${day}T00:00`);
  date.setDate(date.getDate() + later);
  return /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(date.getTime()) ? date.toISOString() : undefined;
}

function wordOf(type: string): string {
  return type.replaceAll('_', ' ');
}
