import { askForRule } from '../adding-rule.ts';
import { type Meant, useStepWanted } from '../adding-step.ts';
import { stepsPath } from '../route.ts';

/** A command by which something is written. */
interface WritingCommand {
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  readonly onClick: () => void;
}

const steps: readonly { readonly id: string; readonly label: string; readonly description: string; readonly meant: Meant }[] = [
  { id: 'add-step', label: 'Add a cleaning step', description: 'Correct a column in every run', meant: { kind: 'step' } },
  { id: 'change-type', label: 'Change the type of a column', description: 'Text, number, date …', meant: { kind: 'type' } },
  {
    id: 'add-computed',
    label: 'Add a computed column',
    description: 'A column that comes from others',
    meant: { kind: 'computed' },
  },
  {
    id: 'split-column',
    label: 'Split a column',
    description: 'One text into several columns',
    meant: { kind: 'reshape', way: 'split' },
  },
  {
    id: 'combine-columns',
    label: 'Combine columns',
    description: 'Several columns into one',
    meant: { kind: 'reshape', way: 'combine' },
  },
];

/** What can be added to a pipeline: a rule, and for each dataset a step or a column. */
export function writingCommands(datasets: readonly string[], go: (path: string) => void): readonly WritingCommand[] {
  const ofDataset = (dataset: string): readonly WritingCommand[] =>
    steps.map(({ id, label, description, meant }) => ({
      id: `${id}-${dataset}`,
      label: `${label}${datasets.length > 1 ? ` in ${dataset}` : ''} …`,
      description,
      onClick: () => {
        useStepWanted.setState({ wanted: { dataset, meant } });
        go(stepsPath(dataset));
      },
    }));
  return [{ id: 'add-rule', label: 'Add a rule …', onClick: () => askForRule({}) }, ...datasets.flatMap(ofDataset)];
}
