import { useQuery } from '@tanstack/react-query';
import { ask } from '../client.ts';
import { counted } from '../format.ts';
import { startRun } from '../running.ts';
import { useShown } from '../shown.ts';

/** Says where models do not know yet what people decided since they were built. */
export function StaleFigures() {
  const { run } = useShown();
  const batches = useQuery(ask.exceptions.batches.queryOptions({ input: { limit: 1000 } }));
  const since = (batches.data ?? [])
    .filter(({ decidedAt }) => decidedAt > (run?.finishedAt ?? ''))
    .reduce((sum, { records, undone }) => sum + records - undone, 0);
  if (since === 0) return null;
  return (
    <p className="notice-line small" role="status" style={{ marginBottom: 8 }}>
      <span className="muted">Models are those of the last run; {counted(since, 'record')} were decided about since.</span>
      <button type="button" className="link" onClick={() => void startRun({ again: true })}>
        Run again to take them in
      </button>
    </p>
  );
}
