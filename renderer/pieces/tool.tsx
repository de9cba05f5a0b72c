import type { ReactNode } from 'react';

/** A small button beside an entry of a list; its picture has a name. */
export function Tool({
  label,
  isOff = false,
  onClick,
  children,
}: {
  readonly label: string;
  readonly isOff?: boolean;
  readonly onClick: () => void;
  readonly children: ReactNode;
}) {
  return (
    <button type="button" className="icon-button" aria-label={label} title={label} disabled={isOff} onClick={onClick}>
      {children}
    </button>
  );
}
