import { Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { type Plan, planSentence } from '#core/contract/plan.ts';
import { ask, engine, sentenceOf } from '../client.ts';
import { draftOf, runAgain, useDraft } from '../draft.ts';
import { count, counted } from '../format.ts';
import { ProgressBar } from '../pieces/progress-bar.tsx';
import { rowsPath } from '../route.ts';
import { useRunning } from '../running.ts';
import { useFollowed } from '../use-followed.ts';
import { DefinitionChanges } from './definition-changes.tsx';
import { DifferencesTable } from './differences-table.tsx';

/** Shows what changed rules, steps and columns would do, before they run. */
export function PlanButton({ runId }: { readonly runId: string }) {
  const yaml = useDraft((kept) => draftOf(kept, runId)?.yaml);
  const [isOpen, setOpen] = useState(false);
  if (yaml === undefined) return null;
  const close = (): void => setOpen(false);
  return (
    <>
      <button type="button" className="button" onClick={() => setOpen(true)}>
        See what would change
      </button>
      <Modal opened={isOpen} onClose={close} title="What the changes would do" size="xl">
        {isOpen && <PlanView yaml={yaml} runId={runId} onClose={close} />}
      </Modal>
    </>
  );
}

function PlanView({ yaml, runId, onClose }: { readonly yaml: string; readonly runId: string; readonly onClose: () => void }) {
  const isRunning = useRunning(({ ticket }) => ticket !== undefined);
  const compared = useQuery(ask.versions.compare.queryOptions({ input: { after: yaml } }));
  const { outcome, error, share } = useFollowed<Plan>({
    queryKey: [...ask.pipeline.plan.key(), runId, yaml],
    // A decision changes what it would do.
    isKept: false,
    begin: (signal) => engine.pipeline.plan({ yaml }, { signal }),
  });
  return (
    <div className="stack">
      <section>
        <h3>What you changed</h3>
        {compared.isError && <p className="wrong-ink wrap">▲ {sentenceOf(compared.error)}</p>}
        {compared.isPending && <p className="muted">Comparing …</p>}
        {compared.data && <DefinitionChanges changes={compared.data.changes} />}
      </section>
      <section>
        <h3>What it would do</h3>
        {error && <p className="wrong-ink wrap">▲ {sentenceOf(error)}</p>}
        {!outcome && !error && (
          <>
            <p className="muted">Running the changes in a copy of the workspace. Nothing is stored.</p>
            <ProgressBar label="Progress of the plan" share={share} parts={[{ name: 'Plan', weight: 1, share: share ?? 0.02 }]} />
          </>
        )}
        {outcome && <PlanOutcome plan={outcome} onLeave={onClose} />}
      </section>
      <div className="row dialog-buttons">
        <button type="button" className="button quiet" onClick={onClose}>
          {outcome || error ? 'Close' : 'Stop'}
        </button>
        <button
          type="button"
          className="button primary"
          disabled={isRunning}
          onClick={() => {
            onClose();
            void runAgain(runId);
          }}
        >
          Run with the changes
        </button>
      </div>
    </div>
  );
}

function PlanOutcome({ plan, onLeave }: { readonly plan: Plan; readonly onLeave: () => void }) {
  return (
    <>
      <p className="plan-sentence" role="status">
        {planSentence(plan)}
      </p>
      {plan.datasets.map(({ dataset, isSameFile, added, resolved }) =>
        isSameFile ? (
          <div key={dataset} className="stack">
            <Moved dataset={dataset} moved={added} what="would become exceptions" sign="+" onLeave={onLeave} />
            <Moved dataset={dataset} moved={resolved} what="would no longer be exceptions" sign="−" onLeave={onLeave} />
          </div>
        ) : (
          <p key={dataset} className="muted">
            The file of {dataset} has changed since the last run, so its records cannot be compared one by one.
          </p>
        ),
      )}
      {plan.differences.length > 0 && (
        <details>
          <summary>Every count that would change ({count(plan.differences.length)})</summary>
          <DifferencesTable differences={plan.differences} />
        </details>
      )}
    </>
  );
}

interface MovedProps {
  readonly dataset: string;
  readonly moved: Plan['datasets'][number]['added'];
  readonly what: string;
  readonly sign: string;
  readonly onLeave: () => void;
}

/** Records that a plan moves, the first of them with their reasons. */
function Moved({ dataset, moved, what, sign, onLeave }: MovedProps) {
  if (moved.count === 0) return null;
  return (
    <section aria-label={`${dataset}: ${what}`}>
      <p>
        <b>
          {sign} {counted(moved.count, 'record')}
        </b>{' '}
        of {dataset} {what}.{' '}
        <Link href={rowsPath(dataset, 'raw', { ids: moved.ids })} onClick={onLeave}>
          {moved.count > moved.ids.length ? `Show the first ${count(moved.ids.length)}` : 'Show them'}
        </Link>
      </p>
      <table className="table">
        <tbody>
          {moved.first.map(({ id, reasons }) => (
            <tr key={id}>
              <td className="right mono">{count(id)}</td>
              <td className="wrap">{reasons}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
