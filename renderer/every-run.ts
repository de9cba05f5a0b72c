import type { BulkChange, BulkOutcome } from '#core/contract/bulk.ts';
import { useStepHistory } from './adding-step.ts';
import { ask, engine, queryClient } from './client.ts';
import { draftOf, useDraft } from './draft.ts';

type Step = Readonly<Record<string, string | readonly string[] | Readonly<Record<string, string>>>>;

/** Whether a change of many records can be made by cleaning steps in every run. */
export function canBeSteps({ kind }: BulkChange): boolean {
  return kind === 'set' || kind === 'map';
}

/** The cleaning steps that make a change of many records in every run; `rows` are the records that it changed. */
export function stepsOf(change: BulkChange, rows: BulkOutcome['rows']): readonly Step[] {
  if (change.kind === 'map') return stepsFor(change.column, Object.entries(change.map));
  if (change.kind !== 'set') return [];
  const { column, to } = change;
  const texts = new Set(
    rows.filter(({ after, outcome }) => column in after && outcome !== 'skipped').map(({ before }) => before[column] ?? ''),
  );
  return stepsFor(
    column,
    [...texts].map((from) => [from, to] as const),
  );
}

function stepsFor(column: string, pairs: readonly (readonly [string, string])[]): readonly Step[] {
  const mapped = pairs.filter(([from, to]) => from !== '' && to !== '');
  const emptied = pairs.filter(([from, to]) => from !== '' && to === '').map(([from]) => from);
  const filled = pairs.find(([from, to]) => from === '' && to !== '');
  return [
    ...(mapped.length > 0 ? [{ step: 'map', column, values: Object.fromEntries(mapped) }] : []),
    // What is emptied now must not be filled again.
    ...(filled ? [{ step: 'fill', column, with: filled[1] }] : []),
    ...(emptied.length > 0 ? [{ step: 'set-empty', column, values: emptied }] : []),
  ];
}

/** Adds cleaning steps to the definition that the next run takes; they can be taken back among the cleaning steps. */
export async function addSteps(dataset: string, steps: readonly Step[]): Promise<void> {
  const [run, pipeline] = await Promise.all([
    queryClient.ensureQueryData(ask.runs.shown.queryOptions()),
    queryClient.ensureQueryData(ask.pipeline.get.queryOptions()),
  ]);
  if (!run) throw new Error('No run has finished yet.');
  const draft = draftOf(useDraft.getState(), run.runId);
  const next = await engine.pipeline.change({
    yaml: draft?.yaml ?? pipeline.yaml,
    changes: [],
    steps: steps.map((step) => ({ dataset, edit: { kind: 'add', step: JSON.parse(JSON.stringify(step)) } })),
  });
  const history = useStepHistory.getState();
  const before = history.runId === run.runId ? history.before : [];
  useStepHistory.setState({ runId: run.runId, before: [...before, { dataset, draft }] });
  useDraft.setState({ runId: run.runId, draft: next });
}
