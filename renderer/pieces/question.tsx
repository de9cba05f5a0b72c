import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { keptValue } from '../kept.ts';
import { askReview } from '../review.ts';

/** A dialog that asks before something is decided: what it says and asks, then Cancel and the deed. */
export function Question({
  title,
  size = 'md',
  deed,
  canDo = true,
  onDo,
  footer,
  children,
}: {
  readonly title: string;
  readonly size?: 'md' | 'lg' | 'xl';
  /** What the main button says. */
  readonly deed: string;
  readonly canDo?: boolean;
  readonly onDo: () => void;
  /** Stands where Cancel is while the deed goes on. */
  readonly footer?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <Modal opened onClose={() => askReview(undefined)} title={title} size={size}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (canDo) onDo();
        }}
      >
        {children}
        <div className="row dialog-buttons">
          {footer ?? (
            <button type="button" className="button quiet" onClick={() => askReview(undefined)}>
              Cancel
            </button>
          )}
          {/* It has the focus where no field of the dialog takes it, also while it cannot be pressed yet. */}
          <button type="submit" className="button primary" aria-disabled={!canDo} data-autofocus>
            {deed}
          </button>
        </div>
      </form>
    </Modal>
  );
}

/** Reasons that were given before, newest first. */
const earlier = keptValue<readonly string[]>('reasons', []);

/** Keeps a reason to be offered again. */
export function keepReason(reason: string): void {
  earlier.set([reason, ...earlier.get().filter((one) => one !== reason)].slice(0, 12));
}

/** Asks for a reason, the first thing to be typed in its dialog; offers those given before. */
export function ReasonField({
  question,
  value,
  onChange,
}: {
  readonly question: string;
  readonly value: string;
  readonly onChange: (reason: string) => void;
}) {
  return (
    <label className="choice" style={{ flex: 1 }}>
      <span>{question}</span>
      <input
        className="input"
        data-autofocus
        list="reasons"
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <datalist id="reasons">
        {earlier.get().map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
    </label>
  );
}

/** Asks for the last day on which something holds. */
export function LastDayField({
  value,
  onChange,
  children,
}: {
  readonly value: string | undefined;
  readonly onChange: (day: string | undefined) => void;
  readonly children?: ReactNode;
}) {
  return (
    <label className="choice">
      <span>Until (optional)</span>
      <input
        className="input"
        type="date"
        value={value ?? ''}
        onChange={(event) => onChange(event.currentTarget.value === '' ? undefined : event.currentTarget.value)}
      />
      {children}
    </label>
  );
}
