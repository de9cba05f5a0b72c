import type { StepsPreview } from '#core/contract/pipeline-trials.ts';
import { cellsOf } from '#core/store/raw.ts';
import type { Database } from '#core/workspace/open.ts';
import type { CurrentRun } from './current-run.ts';
import { createRawJudge } from './raw-judge.ts';

/** Records that are looked at, at most. */
const maxLooked = 200_000;
/** Different changes that are listed, and records that are kept of each. */
const maxListed = 200;
const maxIds = 1000;
/** How many different changes are counted separately; a step that changes every cell differently makes more. */
const maxDistinct = 20_000;

interface Change {
  readonly column: string;
  readonly before: string;
  readonly after: string;
  cells: number;
  readonly ids: number[];
}

/**
 * What the steps of a dataset in another definition do to the raw records of the run that is shown, from the first on until the time is up.
 * Throws a Failure (BAD_DEFINITION, NOT_FOUND).
 */
export function previewSteps(
  database: Database,
  run: CurrentRun,
  { yaml, dataset, at }: { readonly yaml: string; readonly dataset: string; readonly at?: number | undefined },
  isTimeUp: () => boolean,
): StepsPreview {
  const { definition, judge, records, total } = createRawJudge(database, run, { yaml, dataset });
  const names = Object.keys(definition.columns);
  const counts = definition.clean.map((_, place) => ({ at: place, cells: 0, records: 0 }));
  const changes = new Map<string, Change>();
  const lastRecord = definition.clean.map(() => 0);
  let looked = 0;
  for (const record of records()) {
    judge(cellsOf(record), {
      violated: () => undefined,
      changed: (column, step, before, after) => {
        const count = counts[step];
        if (!count) return;
        count.cells++;
        if (lastRecord[step] !== record.row) count.records++;
        lastRecord[step] = record.row;
        if (step === at) note(changes, names[column] ?? '', before, after, record.row);
      },
    });
    if (++looked >= maxLooked || (looked % 500 === 0 && isTimeUp())) break;
  }
  const listed = [...changes.values()].toSorted((one, other) => other.cells - one.cells);
  return {
    ...{ looked, total, counts, changes: listed.slice(0, maxListed).map((change) => ({ ...change })) },
    others: Math.max(0, listed.length - maxListed),
  };
}

function note(changes: Map<string, Change>, column: string, before: string, after: string, id: number): void {
  const key = JSON.stringify([column, before, after]);
  const known = changes.get(key);
  if (known) {
    known.cells++;
    if (known.ids.length < maxIds) known.ids.push(id);
  } else if (changes.size < maxDistinct) changes.set(key, { column, before, after, cells: 1, ids: [id] });
}
