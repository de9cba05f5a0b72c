import { Modal } from '@mantine/core';
import { useState } from 'react';
import { counted } from '../format.ts';
import { addParent, askReview, decideAs } from '../review.ts';

const words = {
  waived: ['Waive', 'Why may it pass as it is?'],
  rejected: ['Reject', 'Why is it kept out?'],
  escalated: ['Escalate', 'What should somebody else look at?'],
} as const;

/** Reasons that were given before, newest first. */
const place = 'winnow.reasons';
const earlier = (): readonly string[] => {
  try {
    // Written below as exactly this.
    return JSON.parse(localStorage.getItem(place) ?? '[]') as readonly string[];
  } catch {
    return [];
  }
};

/** Asks why a record is decided about as it is. */
export function ReasonDialog({
  decision,
  dataset,
  recordId,
}: {
  readonly decision: keyof typeof words;
  readonly dataset: string;
  readonly recordId: number;
}) {
  const [reason, setReason] = useState('');
  const [expiresOn, setExpiresOn] = useState('');
  const [verb, question] = words[decision];
  return (
    <Modal opened onClose={() => askReview(undefined)} title={`${verb} record ${recordId}`} size="md">
      <form
        className="stack"
        onSubmit={async (event) => {
          event.preventDefault();
          localStorage.setItem(place, JSON.stringify([reason, ...earlier().filter((one) => one !== reason)].slice(0, 12)));
          if (await decideAs(decision, dataset, recordId, reason, expiresOn === '' ? undefined : expiresOn)) askReview(undefined);
        }}
      >
        <label className="choice">
          <span>{question}</span>
          <input
            className="input"
            // biome-ignore lint/a11y/noAutofocus: the dialog asks for it
            autoFocus
            list="reasons"
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <datalist id="reasons">
            {earlier().map((one) => (
              <option key={one} value={one} />
            ))}
          </datalist>
        </label>
        {decision === 'waived' && (
          <label className="choice">
            <span>Until (optional)</span>
            <input
              className="input"
              type="date"
              value={expiresOn}
              onChange={(event) => setExpiresOn(event.currentTarget.value)}
            />
            <span className="muted small">It comes back when this day has passed, or when a value it was given for changes.</span>
          </label>
        )}
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <button type="button" className="button quiet" onClick={() => askReview(undefined)}>
            Cancel
          </button>
          <button type="submit" className="button primary" disabled={reason.trim() === ''}>
            {verb} it
          </button>
        </div>
      </form>
    </Modal>
  );
}

/** Asks why a value counts as one that another dataset holds. */
export function ParentDialog({
  dataset,
  column,
  text,
  records,
}: {
  readonly dataset: string;
  readonly column: string;
  readonly text: string;
  readonly records: number;
}) {
  const [reason, setReason] = useState('');
  return (
    <Modal opened onClose={() => askReview(undefined)} title={`Add “${text}” to ${dataset}`} size="md">
      <form
        className="stack"
        onSubmit={async (event) => {
          event.preventDefault();
          if (await addParent(dataset, column, text, reason)) askReview(undefined);
        }}
      >
        <p>{counted(records, 'record')} refer to it. They pass with it, now and in later files, until it is taken back.</p>
        <label className="choice">
          <span>Why does it count?</span>
          {/* biome-ignore lint/a11y/noAutofocus: the dialog asks for it */}
          <input className="input" autoFocus value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
        </label>
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <button type="button" className="button quiet" onClick={() => askReview(undefined)}>
            Cancel
          </button>
          <button type="submit" className="button primary" disabled={reason.trim() === ''}>
            Add it
          </button>
        </div>
      </form>
    </Modal>
  );
}
