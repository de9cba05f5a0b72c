import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ask, engine, sentenceOf } from '../client.ts';
import { count, when } from '../format.ts';

const pageSize = 200;

/** Everything that was done, newest first, in a chain in which nothing can be changed unseen. */
export function AuditScreen() {
  const [type, setType] = useState('');
  const [verdict, setVerdict] = useState<{ readonly text: string; readonly isWhole: boolean }>();
  const log = useInfiniteQuery(
    ask.audit.list.infiniteOptions({
      input: (after: number) => ({ after, limit: pageSize, newestFirst: true, ...(type !== '' && { type }) }),
      initialPageParam: 0,
      getNextPageParam: (page) => (page.length < pageSize ? undefined : (page.at(-1)?.id ?? undefined)),
    }),
  );
  const entries = log.data?.pages.flat() ?? [];
  const types = [...new Set(entries.map((entry) => entry.type))].sort();
  const verify = async (): Promise<void> => {
    try {
      const { message, brokenAt } = await engine.audit.verify();
      setVerdict({ text: message, isWhole: brokenAt === null });
    } catch (error) {
      setVerdict({ text: sentenceOf(error), isWhole: false });
    }
  };
  return (
    <div className="screen">
      <div className="screen-head">
        <h1>Audit</h1>
        <select
          className="input"
          aria-label="Type of event"
          value={type}
          onChange={(event) => setType(event.currentTarget.value)}
        >
          <option value="">every event</option>
          {[...new Set([...types, ...(type === '' ? [] : [type])])].map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
        <span className="spacer" />
        {verdict && (
          <span className={verdict.isWhole ? 'clean-ink' : 'wrong-ink'}>{`${verdict.isWhole ? '✓' : '▲'} ${verdict.text}`}</span>
        )}
        <button type="button" className="button" onClick={() => void verify()}>
          Verify the chain
        </button>
      </div>
      {log.isError && <p className="wrong-ink">▲ {sentenceOf(log.error)}</p>}
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
          {entries.map(({ id, timestamp, type: event, description, count: records, hash }) => (
            <tr key={id}>
              <td title={timestamp}>{when(timestamp)}</td>
              <td>
                <span className="badge">{event}</span>
              </td>
              <td className="wrap">{description}</td>
              <td className="right">{records === null ? '' : count(records)}</td>
              <td className="mono muted" title={hash}>
                {hash.slice(0, 12)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {log.hasNextPage && (
        <button type="button" className="button" style={{ marginTop: 12 }} onClick={() => void log.fetchNextPage()}>
          Older ones
        </button>
      )}
    </div>
  );
}
