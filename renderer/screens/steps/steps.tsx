import { useHotkeys } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { PipelineDetail, StepEdit } from '#core/contract/pipeline.ts';
import { type Meant, useStepWanted } from '../../adding-step.ts';
import { ask, sentenceOf } from '../../client.ts';
import { Choice } from '../../pieces/choice.tsx';
import { LearnedMappings } from '../../pieces/learned-mappings.tsx';
import { stepsPath, useRoute } from '../../route.ts';
import { useShown } from '../../shown.ts';
import { ComputedColumns } from './computed-columns.tsx';
import { MeantForm } from './meant-form.tsx';
import { Recipe } from './recipe.tsx';
import { StepChanges } from './step-changes.tsx';
import { useRecipe } from './use-recipe.ts';

/** The recipe of a dataset: what is done to the text of every cell before it is judged, step by step. The raw cell stays as it was. */
export function StepsScreen({ dataset }: { readonly dataset: string | undefined }) {
  const { run, pipeline } = useShown();
  if (!pipeline || !run) return null;
  const shown = pipeline.datasets.some(({ name }) => name === dataset) ? dataset : pipeline.datasets[0]?.name;
  return <Steps key={`${run.runId} ${shown}`} runId={run.runId} pipeline={pipeline} dataset={shown ?? ''} />;
}

function Steps({
  runId,
  pipeline,
  dataset,
}: {
  readonly runId: string;
  readonly pipeline: PipelineDetail;
  readonly dataset: string;
}) {
  const wanted = useStepWanted((state) => state.wanted);
  const [, go] = useRoute();
  const [selected, select] = useState(0);
  const [meant, setMeant] = useState<Meant>();
  const { yaml, steps, computed, isChanged, canUndo, settle, change, undo, forget } = useRecipe(runId, pipeline, dataset);
  const preview = useQuery(ask.pipeline.steps.queryOptions({ input: { yaml, dataset, at: selected } }));
  useEffect(() => {
    if (!wanted) return;
    if (wanted.dataset !== dataset) return go(stepsPath(wanted.dataset), { replace: true });
    setMeant(wanted.meant);
    useStepWanted.setState({ wanted: undefined });
  }, [wanted, dataset, go]);
  const edit = async (step: StepEdit, place: number): Promise<void> => {
    if (await change({ steps: [{ dataset, edit: step }] })) select(Math.max(0, place));
  };
  const takeBack = (): void => {
    const edited = undo();
    setMeant(undefined);
    if (edited !== dataset) go(stepsPath(edited));
  };
  useHotkeys([['mod+Z', () => canUndo && takeBack()]]);
  /** Closes the form; the keys go on in the recipe. */
  const close = (): void => {
    setMeant(undefined);
    requestAnimationFrame(() => document.querySelector<HTMLElement>('.recipe [aria-pressed="true"]')?.focus());
  };
  const shown = steps[selected];
  return (
    <div className="screen">
      <StepsHead
        {...{ pipeline, dataset, isChanged, setMeant }}
        onUndo={canUndo ? takeBack : undefined}
        onForget={isChanged && !canUndo ? forget : undefined}
      />
      <div className="recipe-screen">
        <div>
          {steps.length === 0 ? (
            <div className="empty">
              <h2>No cleaning steps yet</h2>
              <p>A step corrects every cell of a column in the same way, in this file and in every later one.</p>
              <button type="button" className="button" onClick={() => setMeant({ kind: 'step' })}>
                Add the first step
              </button>
            </div>
          ) : (
            <Recipe
              steps={steps}
              preview={preview.data}
              selected={selected}
              onSelect={(at) => {
                select(at);
                setMeant(undefined);
              }}
              onEdit={edit}
              onRewrite={(step) => {
                select(step.at);
                setMeant({ kind: 'step', step });
              }}
            />
          )}
          <ComputedColumns
            columns={computed}
            onAdd={() => setMeant({ kind: 'computed' })}
            onReshape={(way) => setMeant({ kind: 'reshape', way })}
            onRewrite={(column) => setMeant({ kind: 'computed', computed: column })}
            onRemove={(name) => {
              setMeant(undefined);
              void change({ computed: [{ dataset, edit: { kind: 'remove', name } }] });
            }}
          />
          <LearnedMappings dataset={dataset} />
        </div>
        {meant ? (
          <MeantForm
            meant={meant}
            {...{ yaml, pipeline, dataset }}
            places={steps.length}
            onDone={(next, at) => {
              settle(next);
              if (at !== undefined) select(at);
              close();
            }}
            onCancel={close}
          />
        ) : (
          shown &&
          preview.data && (
            <StepChanges
              title={shown.isOn ? shown.sentence : `Switched off: ${shown.sentence}`}
              dataset={dataset}
              at={selected}
              preview={preview.data}
            />
          )
        )}
      </div>
      {preview.isError && (
        <p className="wrong-ink wrap" role="alert">
          ▲ {sentenceOf(preview.error)}
        </p>
      )}
    </div>
  );
}

/** Which recipe is shown, whether it was changed, and what can be added or undone. */
function StepsHead({
  pipeline,
  dataset,
  isChanged,
  setMeant,
  onUndo,
  onForget,
}: {
  readonly pipeline: PipelineDetail;
  readonly dataset: string;
  readonly isChanged: boolean;
  readonly setMeant: (meant: Meant) => void;
  readonly onUndo: (() => void) | undefined;
  readonly onForget: (() => void) | undefined;
}) {
  const [, go] = useRoute();
  return (
    <div className="screen-head">
      <h1>Cleaning steps</h1>
      {pipeline.datasets.length > 1 && (
        <Choice
          label="Dataset"
          value={dataset}
          options={pipeline.datasets.map(({ name }) => [name, name])}
          onChange={(name) => go(stepsPath(name))}
        />
      )}
      {isChanged ? (
        <span className="badge waived">changed, not run yet</span>
      ) : (
        <span className="muted">run top to bottom, before the rules</span>
      )}
      <span className="spacer" style={{ flex: 1 }} />
      {onUndo && (
        <button type="button" className="button" onClick={onUndo}>
          Undo
        </button>
      )}
      {onForget && (
        <button type="button" className="button" onClick={onForget}>
          Undo the changes
        </button>
      )}
      <button type="button" className="button" onClick={() => setMeant({ kind: 'type' })}>
        Change a type
      </button>
      <button type="button" className="button" onClick={() => setMeant({ kind: 'step' })}>
        Add step
      </button>
    </div>
  );
}
