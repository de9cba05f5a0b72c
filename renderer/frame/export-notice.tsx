import { useEffect, useState } from 'react';
import { useExporting } from '../exporting.tsx';
import { count, duration } from '../format.ts';
import { ProgressBar } from '../pieces/progress-bar.tsx';

/** What is done sooner needs no notice, in milliseconds. */
const patience = 300;

/** How far the export that is being written has come. */
export function ExportNotice() {
  const current = useExporting((exporting) => exporting.current);
  const isUnderWay = current !== undefined;
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    if (!isUnderWay) return setLong(false);
    const timer = setTimeout(() => setLong(true), patience);
    return () => clearTimeout(timer);
  }, [isUnderWay]);
  if (!current || !isLong) return null;
  const { path, done, total, since, stop } = current;
  const spent = Math.max(performance.now() - since, 1);
  const share = total > 0 ? Math.min(1, done / total) : undefined;
  return (
    <section className="notice" aria-label="Export under way">
      <div className="notice-line">
        <b>Writing</b>
        <span className="muted cut" title={path}>
          {path}
        </span>
        {done > 0 && (
          <span>
            {count(done)}
            {total > 0 && ` of ${count(total)}`} rows · {count((1000 * done) / spent)} rows/s
          </span>
        )}
        {share !== undefined && done > 0 && <span className="muted">about {duration((spent / done) * (total - done))} left</span>}
        <span style={{ flex: 1 }} />
        <button type="button" className="button small" onClick={stop}>
          Stop
        </button>
      </div>
      <ProgressBar
        label="Progress of the export"
        share={share}
        parts={[{ name: 'Writing', weight: 1, share: share === undefined ? 1 : Math.max(0.02, share) }]}
      />
    </section>
  );
}
