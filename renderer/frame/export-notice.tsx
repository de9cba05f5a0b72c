import { useEffect, useState } from 'react';
import { useExporting } from '../exporting.tsx';
import { count, duration } from '../format.ts';

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
      <div
        className="progress"
        role="progressbar"
        aria-label="Progress of the export"
        aria-valuemin={0}
        aria-valuemax={100}
        {...(share !== undefined && { 'aria-valuenow': Math.round(100 * share) })}
      >
        <span className="progress-part" style={{ flexGrow: 1 }}>
          <span style={{ width: share === undefined ? '100%' : `${Math.max(2, 100 * share)}%` }} />
        </span>
      </div>
    </section>
  );
}
