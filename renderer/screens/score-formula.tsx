import { Modal } from '@mantine/core';
import { create } from 'zustand';
import { count, score } from '../format.ts';
import { useShown } from '../shown.ts';

const dialog = create<{ readonly isOpen: boolean }>(() => ({ isOpen: false }));

/** Shows how the score came about. */
export function showFormula(): void {
  dialog.setState({ isOpen: true });
}

/** How the score of the run that is shown came about. */
export function ScoreFormula() {
  const isOpen = dialog((state) => state.isOpen);
  const { run } = useShown();
  return (
    <Modal opened={isOpen} onClose={() => dialog.setState({ isOpen: false })} title="How the score is computed" size="md">
      <p>Score = 100 × (1 − failed ÷ checked), where each check is weighted by the severity of its rule.</p>
      {run?.scoreWeights && run.score !== null && (
        <p style={{ marginTop: 8 }}>
          Here: 100 × (1 − {count(run.scoreWeights.failed)} ÷ {count(run.scoreWeights.checked)}) = <b>{score(run.score)}</b>
        </p>
      )}
      <p className="muted" style={{ marginTop: 8 }}>
        The weights are set under <code>score</code> in the pipeline. By default a warning weighs 1, an error 3 and a critical 5.
      </p>
    </Modal>
  );
}
