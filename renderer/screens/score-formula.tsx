import { Modal } from '@mantine/core';
import { count, score } from '../format.ts';
import type { ShownRun } from '../shown.ts';

/** How the score of a run came about. */
export function ScoreFormula({
  run,
  isOpen,
  onClose,
}: {
  readonly run: ShownRun;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}) {
  return (
    <Modal opened={isOpen} onClose={onClose} title="How the score is computed" size="md">
      <p>Score = 100 × (1 − failed ÷ checked), where every check weighs as the severity of its rule.</p>
      {run.scoreWeights && run.score !== null && (
        <p style={{ marginTop: 8 }}>
          Here: 100 × (1 − {count(run.scoreWeights.failed)} ÷ {count(run.scoreWeights.checked)}) = <b>{score(run.score)}</b>
        </p>
      )}
      <p className="muted" style={{ marginTop: 8 }}>
        The weights stand under <code>score</code> in the pipeline; by default a warning weighs 1, an error 3, a critical 5.
      </p>
    </Modal>
  );
}
