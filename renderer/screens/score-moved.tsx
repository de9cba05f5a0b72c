import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { ask } from '../client.ts';
import { counted, score, when } from '../format.ts';
import { rowsPath } from '../route.ts';
import type { ShownRun } from '../shown.ts';

/** Which rules moved the score since the run before; each opens the records that fail it. */
export function ScoreMoved({ before }: { readonly before: ShownRun }) {
  const { data } = useQuery(ask.rules.moved.queryOptions({ input: { before: before.runId } }));
  if (!data || data.causes.length === 0) return null;
  return (
    <section className="card score-moved" aria-label="Why the score moved">
      <div className="card-head">
        <h2>Why the score moved</h2>
        <span className="aside">since {when(before.startedAt)}</span>
      </div>
      <ol className="move-segments">
        {data.causes.map(({ dataset, ruleId, title, points, failed, sentence }) => (
          <li key={`${dataset} ${ruleId}`}>
            <b className={points < 0 ? 'wrong-ink' : 'clean-ink'}>
              {points < 0 ? '▼' : '▲'} {score(Math.abs(points))}
            </b>
            <span className="segment-text wrap">
              <b>{title}</b>: {sentence}
            </span>
            {failed !== null && failed > 0 && (
              <Link href={rowsPath(dataset, 'raw', { breaks: { rules: [ruleId] } })}>{counted(failed, 'record')}</Link>
            )}
          </li>
        ))}
      </ol>
      {data.others !== 0 && (
        <p className="muted small">
          All other rules: {data.others < 0 ? '▼' : '▲'} {score(Math.abs(data.others))}
        </p>
      )}
    </section>
  );
}
