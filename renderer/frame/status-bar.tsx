import { useQuery } from '@tanstack/react-query';
import { create } from 'zustand';
import { ask } from '../client.ts';
import { undoDecision } from '../decide.ts';
import { useExporting } from '../exporting.tsx';
import { count } from '../format.ts';
import { useReview } from '../review.ts';
import { useIsOpening } from '../route.ts';
import { useRunning } from '../running.ts';
import { useShown } from '../shown.ts';

/** What the grid in view says of its selection. */
export const useSelectionNote = create<{ readonly note: string }>(() => ({ note: '' }));

/** Where the data is, what is selected, what the engine does. */
export function StatusBar() {
  const note = useSelectionNote((state) => state.note);
  const { run } = useShown();
  const isOpening = useIsOpening();
  const spoken = useReview((review) => review.spoken);
  const batches = useQuery(ask.exceptions.batches.queryOptions({ input: { limit: 50 }, enabled: run !== undefined }));
  const undo = useReview((review) => review.undoing);
  const last = batches.data?.find(({ records, undone }) => undone < records);
  const isRunning = useRunning((running) => running.ticket !== undefined);
  const isExporting = useExporting((exporting) => exporting.current !== undefined);
  return (
    <footer className="status">
      <span>● Local · nothing leaves this computer</span>
      <span className="said" aria-live="polite" title={spoken}>
        {spoken}
      </span>
      <span aria-live="polite">{note}</span>
      {last && !isOpening && (
        <button type="button" className="link" title="Ctrl Z" onClick={() => void undoDecision()}>
          Undo: {last.label}
        </button>
      )}
      {undo && (
        <span className="row" role="status">
          Changing decisions · {count(undo.done)} of {count(undo.total)}
          <button type="button" className="link" onClick={undo.stop}>
            Stop
          </button>
        </span>
      )}
      <span>{isRunning || isExporting || undo ? 'Engine running' : 'Engine idle'}</span>
    </footer>
  );
}
