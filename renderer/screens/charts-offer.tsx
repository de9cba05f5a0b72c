import { useQuery } from '@tanstack/react-query';
import { ask, sentenceOf } from '../client.ts';
import { counted } from '../format.ts';
import { startRun, useRunning } from '../running.ts';

/** What a pipeline without charts is offered: a first dashboard, made of its own columns. */
export function ChartsOffer() {
  const offer = useQuery(ask.charts.propose.queryOptions());
  const isRunning = useRunning(({ ticket }) => ticket !== undefined);
  if (offer.isError)
    return (
      <div className="empty" role="alert">
        <h2>No charts yet</h2>
        <p className="wrap">{sentenceOf(offer.error)}</p>
      </div>
    );
  const titles = offer.data?.titles;
  return (
    <div className="empty">
      <h2>No charts yet</h2>
      {titles === undefined ? (
        <p>Looking at the data …</p>
      ) : titles.length === 0 ? (
        <p>There are no clean records to draw. Fix or waive some exceptions first.</p>
      ) : (
        <>
          <p>Winnow can draw these from your clean records:</p>
          <ul className="offer">
            {titles.map((title) => (
              <li key={title}>{title}</li>
            ))}
          </ul>
          <p>
            <button
              type="button"
              className="button primary"
              disabled={isRunning}
              onClick={() => void startRun({ again: true, definition: offer.data?.yaml ?? '' })}
            >
              Add {counted(titles.length, 'chart')}
            </button>
          </p>
          <p className="muted small">
            They become part of the pipeline as a new version, and the files are run again. Nothing else changes.
          </p>
        </>
      )}
    </div>
  );
}
