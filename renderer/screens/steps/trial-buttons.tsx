import { sentenceOf } from '../../client.ts';

/** The end of a form whose edit is tried while one writes: what is wrong with it, Cancel, and the button that keeps it. */
export function TrialButtons({
  problem,
  error,
  isReady,
  label,
  onCancel,
}: {
  readonly problem?: string | undefined;
  readonly error: unknown;
  readonly isReady: boolean;
  readonly label: string;
  readonly onCancel: () => void;
}) {
  const wrong = problem ?? (error ? sentenceOf(error) : undefined);
  return (
    <div className="row dialog-buttons">
      {wrong !== undefined && (
        <span className="wrong-ink wrap" role="alert">
          ▲ {wrong}
        </span>
      )}
      <button type="button" className="button quiet" onClick={onCancel}>
        Cancel
      </button>
      <button type="submit" className="button primary" aria-disabled={!isReady}>
        {label}
      </button>
    </div>
  );
}
