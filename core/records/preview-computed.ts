import { Failure } from '#core/contract/failure.ts';
import type { ComputedPreview } from '#core/contract/pipeline-trials.ts';
import { columnsOf, parseExpression } from '#core/quality/expression/parse.ts';
import { cellsOf } from '#core/store/raw.ts';
import type { Database } from '#core/workspace/open.ts';
import type { CurrentRun } from './current-run.ts';
import { createRawJudge } from './raw-judge.ts';
import { valueColumns } from './value-columns.ts';
import { valueText } from './value-text.ts';

/** Records that are looked at, and rows that are shown, at most. */
const maxLooked = 200_000;
const maxShown = 50;

/**
 * What a computed column of another definition comes to for the raw records of the run that is shown, from the first on until the time is up,
 * beside the columns that it is computed from. Throws a Failure (BAD_DEFINITION, NOT_FOUND).
 */
export function previewComputed(
  database: Database,
  run: CurrentRun,
  { yaml, dataset, name }: { readonly yaml: string; readonly dataset: string; readonly name: string },
  isTimeUp: () => boolean,
): ComputedPreview {
  const { definition, judge, values, records, total } = createRawJudge(database, run, { yaml, dataset });
  const columns = valueColumns(definition);
  const own = columns.findIndex((column) => column.name === name && column.isDerived);
  const expression = definition.derive[name]?.expression;
  if (own < 0 || expression === undefined) throw new Failure('NOT_FOUND', `there is no computed column ${name} in ${dataset}`);
  const used = columnsOf(parseExpression(expression)).map((one) => columns.findIndex((column) => column.name === one));
  const shown = [...new Set(used), own];
  const rows: { id: number; cells: string[] }[] = [];
  let looked = 0;
  let empty = 0;
  for (const record of records()) {
    judge(cellsOf(record), { violated: () => undefined, changed: () => undefined });
    if (values[own] === null || values[own] === undefined) empty++;
    if (rows.length < maxShown)
      rows.push({
        id: record.row,
        cells: shown.map((place) => {
          const column = columns[place];
          return column ? valueText(column, values[place]) : '';
        }),
      });
    if (++looked >= maxLooked || (looked % 500 === 0 && isTimeUp())) break;
  }
  return { looked, total, empty, columns: shown.map((place) => columns[place]?.name ?? ''), rows };
}
