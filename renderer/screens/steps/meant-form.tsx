import type { PipelineDetail } from '#core/contract/pipeline.ts';
import type { Meant, StepMeant } from '../../adding-step.ts';
import type { Draft } from '../../draft.ts';
import { ComputedForm } from './computed-form.tsx';
import { ReshapeForm } from './reshape-form.tsx';
import { StepForm } from './step-form.tsx';
import { TypeForm } from './type-form.tsx';

interface MeantFormProps {
  readonly meant: Meant;
  readonly yaml: string;
  readonly pipeline: PipelineDetail;
  readonly dataset: string;
  /** How many steps there are. */
  readonly places: number;
  /** Takes over what was written, and the place of the step that it is. */
  readonly onDone: (next: Draft, at?: number) => void;
  readonly onCancel: () => void;
}

/** The form for what a person has set out to write. */
export function MeantForm({ meant, pipeline, places, ...common }: MeantFormProps) {
  const { columns = [], types = [] } = pipeline.datasets.find(({ name }) => name === common.dataset) ?? {};
  const typed = columns.map((name, at) => ({ name, type: types[at] ?? '' }));
  const isComputed = (name: string): boolean =>
    pipeline.computed.some((column) => column.dataset === common.dataset && column.name === name);
  // Numbers are no texts to divide or to join.
  const texts = typed.filter(({ type }) => !['integer', 'decimal', 'boolean'].includes(type)).map(({ name }) => name);
  switch (meant.kind) {
    case 'computed':
      return <ComputedForm key={meant.computed?.name ?? ''} column={meant.computed} {...common} />;
    case 'reshape':
      return <ReshapeForm key={meant.way} way={meant.way} columns={texts} {...common} />;
    case 'type':
      return (
        <TypeForm key={meant.column} column={meant.column} columns={typed.filter(({ name }) => !isComputed(name))} {...common} />
      );
    case 'step':
      return <StepForm key={keyOf(meant)} meant={meant} columns={columns} places={places} {...common} />;
  }
}

function keyOf({ column, step }: StepMeant): string {
  return step ? `${step.at} ${step.sentence}` : `new ${column ?? ''}`;
}
