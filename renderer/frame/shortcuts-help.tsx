import { Modal } from '@mantine/core';
import { create } from 'zustand';
import { keyOf, type ReviewAction, reviewActions, setKeys, useReviewKeys } from '../review-keys.ts';

export const shortcutsHelp = create<{ readonly isOpen: boolean }>(() => ({ isOpen: false }));

const groups: readonly (readonly [string, readonly (readonly [string, string])[]])[] = [
  [
    'Everywhere',
    [
      ['Ctrl K', 'Search or run a command'],
      ['Ctrl O', 'Open a file'],
      ['Ctrl Enter', 'Run again'],
      ['Ctrl E', 'Export'],
      ['Ctrl 1 to 3', 'Raw, exceptions, clean'],
      ['Ctrl 4 to 8', 'Quality, dashboard, rules, runs, audit'],
      ['F6, Shift F6', 'Next or previous part of the window'],
      ['?', 'This list'],
    ],
  ],
  [
    'In a grid',
    [
      ['← ↑ → ↓', 'Move by a cell'],
      ['Page Up, Page Down', 'Move by a screen'],
      ['Ctrl Home, Ctrl End', 'First and last row'],
      ['Ctrl G', 'Go to a row by its place'],
      ['Ctrl F', 'Find the next cell that holds a text'],
      ['Ctrl Shift F', 'Only rows in which any cell holds a text'],
      ['Space', 'Select the row; in exceptions it shows the source line'],
      ['Shift Space', 'Select up to here'],
      ['Ctrl C', 'Copy the cell, or the selected rows with their headers'],
      ['Ctrl Shift C', 'Copy the selected rows without headers'],
      ['Enter, F2', 'Edit a cell of an exception; press Enter again to accept it if it passes'],
      ['Ctrl Z, Ctrl Shift Z', 'Undo and redo decisions'],
      ['1 to 9', 'Apply a suggestion to an exception'],
      ['Tab', 'Next wrong cell of the row'],
      ['Shift F10, ☰', 'What can be done with the cell'],
    ],
  ],
];

/** The list of keys. */
export function ShortcutsHelp() {
  const isOpen = shortcutsHelp((state) => state.isOpen);
  return (
    <Modal opened={isOpen} onClose={() => shortcutsHelp.setState({ isOpen: false })} title="Keyboard shortcuts" size="lg">
      <div className="grid-2" style={{ marginTop: 0, gridTemplateColumns: '1fr 1fr' }}>
        {groups.map(([title, keys]) => (
          <section key={title}>
            <h2 style={{ marginBottom: 8 }}>{title}</h2>
            <dl className="keys">
              {keys.map(([key, what]) => (
                <div key={key}>
                  <dt>
                    <kbd>{key}</kbd>
                  </dt>
                  <dd>{what}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <ReviewKeys />
    </Modal>
  );
}

/** The letters of the review, each to be changed; all to be switched off. */
function ReviewKeys() {
  const keys = useReviewKeys();
  return (
    <section style={{ marginTop: 16 }}>
      <h2 style={{ marginBottom: 4 }}>While a grid of exceptions has the focus</h2>
      <label className="row">
        <input type="checkbox" checked={keys.isOn} onChange={(event) => setKeys({ isOn: event.currentTarget.checked })} />
        <span>Decide with single letters; each can be changed</span>
      </label>
      <dl className="keys two-columns">
        {(Object.keys(reviewActions) as ReviewAction[]).map((action) => (
          <div key={action}>
            <dt style={{ width: 52 }}>
              <input
                className="input small key-box"
                aria-label={`Key for: ${reviewActions[action][1]}`}
                disabled={!keys.isOn}
                maxLength={1}
                value={keyOf(keys, action) === ' ' ? '␣' : keyOf(keys, action)}
                onFocus={(event) => event.currentTarget.select()}
                onChange={(event) => {
                  const letter = event.currentTarget.value.toUpperCase();
                  const isTaken = (Object.keys(reviewActions) as ReviewAction[]).some(
                    (other) => other !== action && keyOf(keys, other) === letter,
                  );
                  if (letter !== '' && !isTaken) setKeys({ own: { ...keys.own, [action]: letter === '␣' ? ' ' : letter } });
                }}
              />
            </dt>
            <dd>{reviewActions[action][1]}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
