import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { StepEdit } from '#core/contract/pipeline.ts';
import type { StepMeant } from '../../adding-step.ts';
import { ask, engine } from '../../client.ts';
import type { Draft } from '../../draft.ts';
import { optionsOf, problemOfPairs, RuleFields, type Typed, typedOf } from '../rule-fields.tsx';
import { StepChanges } from './step-changes.tsx';
import { TrialButtons } from './trial-buttons.tsx';
import { useTrial } from './use-trial.ts';

/** What a step does and to which column; while one writes, its changes are shown. */
export function StepForm({
  meant: { column: wanted, step },
  yaml,
  dataset,
  columns,
  places,
  onDone,
  onCancel,
}: {
  readonly meant: StepMeant;
  readonly yaml: string;
  readonly dataset: string;
  readonly columns: readonly string[];
  /** How many steps there are. */
  readonly places: number;
  readonly onDone: (next: Draft, at: number) => void;
  readonly onCancel: () => void;
}) {
  const kinds = useQuery({ ...ask.rules.kinds.queryOptions(), staleTime: Number.POSITIVE_INFINITY }).data?.steps ?? [];
  const [name, setName] = useState(step?.step ?? 'trim');
  const [column, setColumn] = useState(step ? (step.column ?? '') : (wanted ?? ''));
  const [typed, setTyped] = useState<Typed>();
  const fields = kinds.find((kind) => kind.name === name)?.form?.fields ?? [];
  // The options of a step are known at once, the fields that show them a moment later.
  const shown = typed ?? (step && step.step === name ? typedOf(fields, step.options) : {});
  // What a kind asks for is known a moment later.
  const options = kinds.length === 0 ? undefined : optionsOf(fields, shown);
  const problem = problemOfPairs(fields, shown);
  const at = step?.at ?? places;
  const stated = options && {
    step: name,
    ...(column !== '' && { column }),
    ...options,
    ...(step?.isOn === false && { enabled: false }),
  };
  const edit: StepEdit | undefined = stated && (step ? { kind: 'change', at, step: stated } : { kind: 'add', step: stated });
  const trial = useTrial(edit, ['step', yaml, dataset], async (meant) => {
    const next = await engine.pipeline.change({ yaml, changes: [], steps: [{ dataset, edit: meant }] });
    return { next, preview: await engine.pipeline.steps({ yaml: next.yaml, dataset, at }) };
  });
  return (
    <form
      className="step-form"
      aria-label={step ? 'Edit the step' : 'Add a step'}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onCancel();
      }}
      onSubmit={(event) => {
        event.preventDefault();
        if (trial.data) onDone(trial.data.next, at);
      }}
    >
      <div className="row">
        <label className="choice" style={{ flex: 2 }}>
          <span>Step</span>
          <select
            className="input"
            value={name}
            // biome-ignore lint/a11y/noAutofocus: the form was just asked for
            autoFocus
            onChange={(event) => {
              setName(event.currentTarget.value);
              setTyped({});
            }}
          >
            {kinds.map(({ name: one, form }) => (
              <option key={one} value={one}>
                {form?.title ?? one}
              </option>
            ))}
          </select>
        </label>
        <label className="choice" style={{ flex: 1 }}>
          <span>Column</span>
          <select className="input" value={column} onChange={(event) => setColumn(event.currentTarget.value)}>
            <option value="">every column</option>
            {columns.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </label>
      </div>
      <RuleFields
        fields={fields}
        columns={columns}
        datasets={[]}
        typed={shown}
        change={(field, text) => setTyped({ ...shown, [field]: text })}
      />
      <TrialButtons
        problem={problem}
        error={typed !== undefined && trial.error}
        isReady={trial.data !== undefined}
        label={step ? 'Change the step' : `Add as step ${at + 1}`}
        onCancel={onCancel}
      />
      {trial.data && (
        <StepChanges
          title={trial.data.next.steps.find((one) => one.dataset === dataset && one.at === at)?.sentence ?? ''}
          {...{ dataset, at, preview: trial.data.preview }}
        />
      )}
    </form>
  );
}
