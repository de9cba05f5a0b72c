import { Failure } from '#core/contract/failure.ts';
import { fileOf, rawColumns } from '#core/records/row-cells.ts';
import { unwritable } from '#core/sources/file/encode.ts';
import { readLine } from '#core/sources/file/read-line.ts';
import { createRawFinder } from '#core/store/raw.ts';
import { sourceById } from '#core/store/sources.ts';
import type { Database } from '#core/workspace/open.ts';
import type { ReviewedRun } from './verdict.ts';

/** The cells that a rewritten line splits into, by the columns of its file, and why it is not a record yet. Throws a Failure (NOT_FOUND) where there is none. */
export function splitLine(
  database: Database,
  run: ReviewedRun,
  { dataset, recordId, text }: { readonly dataset: string; readonly recordId: number; readonly text: string },
): { readonly cells: Record<string, string>; readonly extra: string[]; readonly problem: string | null } {
  const { sourceId } = fileOf(database, run, dataset);
  const { dialect, headers } = sourceById(database, sourceId);
  const record = createRawFinder(database, sourceId)(recordId);
  if (!record) throw new Failure('NOT_FOUND', `there is no record ${recordId} in ${dataset}`);
  const { cells, problem } = readLine(text, dialect, headers, record.block.placeOf(record.index).line);
  const { names, places } = rawColumns(database, run, dataset);
  return {
    cells: Object.fromEntries(
      names.flatMap((name, index) => {
        const cell = cells[places[index] ?? -1];
        return cell === undefined ? [] : [[name, cell] as const];
      }),
    ),
    extra: cells.slice(headers.length),
    problem: problem ?? unwritable(text, dialect.encoding) ?? null,
  };
}
