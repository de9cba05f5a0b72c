import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ask, sentenceOf } from '../client.ts';
import { count, counted, duration } from '../format.ts';
import { stageNames } from '../pieces/stage-names.ts';

const marks: Readonly<Record<string, readonly [string, string]>> = {
  ERROR: ['▲ ', 'wrong-ink'],
  WARNING: ['◍ ', 'waived-ink'],
};

/** How long each stage of a run took, and the lines of its log. */
export function RunStory({ runId }: { readonly runId: string }) {
  const story = useQuery(ask.runs.story.queryOptions({ input: { runId } }));
  const [wanted, setWanted] = useState('');
  const [isAll, setAll] = useState(false);
  if (story.isError)
    return (
      <p className="wrong-ink wrap" role="alert">
        ▲ {sentenceOf(story.error)}
      </p>
    );
  if (!story.data) return null;
  const { stages, lines, total, path } = story.data;
  const longest = Math.max(...stages.map(({ milliseconds }) => milliseconds), 1);
  const shown = lines.filter(
    ({ module, level, message }) =>
      (isAll || level !== 'DEBUG') && `${module} ${level} ${message}`.toLowerCase().includes(wanted.toLowerCase()),
  );
  return (
    <>
      {stages.length > 0 && (
        <section className="card" style={{ marginBottom: 12 }}>
          <div className="card-head">
            <h2>Stages</h2>
            <span className="aside">{duration(stages.reduce((sum, { milliseconds }) => sum + milliseconds, 0))} in all</span>
          </div>
          <table className="table stages">
            <tbody>
              {stages.map(({ stage, milliseconds }, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a stage that was interrupted may stand here twice
                <tr key={index}>
                  <td>{stageNames[stage]}</td>
                  <td className="right">{milliseconds < 1000 ? `${count(milliseconds)} ms` : duration(milliseconds)}</td>
                  <td className="stage-bar">
                    <span style={{ width: `${(100 * milliseconds) / longest}%` }} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      <section className="card" style={{ marginBottom: 12 }}>
        <div className="card-head">
          <h2>Log</h2>
          <span className="aside wrap">{path ?? 'no log was kept of this run'}</span>
        </div>
        {total > 0 && (
          <>
            <div className="row" style={{ marginBottom: 8 }}>
              <input
                className="input"
                type="search"
                aria-label="Only lines with this text"
                placeholder="Only lines with …"
                value={wanted}
                onChange={(event) => setWanted(event.currentTarget.value)}
              />
              {lines.some(({ level }) => level === 'DEBUG') && (
                <label className="row">
                  <input type="checkbox" checked={isAll} onChange={(event) => setAll(event.currentTarget.checked)} />
                  every detail
                </label>
              )}
              <span className="muted small">
                {shown.length === total ? counted(total, 'line') : `${count(shown.length)} of ${counted(total, 'line')}`}
              </span>
            </div>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long log is scrolled with the keyboard too */}
            <section className="log" aria-label="Lines of the log" tabIndex={0}>
              {shown.map(({ at, module, level, message }, index) => {
                const [sign, ink] = marks[level] ?? ['', undefined];
                return (
                  // biome-ignore lint/suspicious/noArrayIndexKey: two lines may be the same
                  <div key={index} className={ink} title={level}>
                    <span className="number">{at.slice(11, 23)}</span>
                    <span className="module">{module}</span>
                    <code>
                      {sign}
                      {message}
                    </code>
                  </div>
                );
              })}
            </section>
          </>
        )}
      </section>
    </>
  );
}
