import { create } from 'zustand';
import { useRunning } from '../running.ts';

/** What the grid in view says of its selection. */
export const useSelectionNote = create<{ readonly note: string }>(() => ({ note: '' }));

/** Where the data is, what is selected, what the engine does. */
export function StatusBar() {
  const note = useSelectionNote((state) => state.note);
  const ticket = useRunning((running) => running.ticket);
  return (
    <footer className="status">
      <span>● Local · nothing leaves this computer</span>
      <span className="spacer" />
      <span aria-live="polite">{note}</span>
      <span>{ticket === undefined ? 'Engine idle' : 'Engine running'}</span>
    </footer>
  );
}
