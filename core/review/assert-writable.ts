import { Failure } from '#core/contract/failure.ts';
import type { Reviewer } from './reviewer.ts';

/** Throws a Failure (BAD_INPUT) where a new text is for a column that the file lacks, or cannot be written in the encoding of the file. */
export function assertWritable(
  cells: Readonly<Record<string, string>>,
  { columns, fileColumns, unwritable }: Pick<Reviewer, 'columns' | 'fileColumns' | 'unwritable'>,
): void {
  const unknown = Object.keys(cells).find((column) => !fileColumns.includes(column));
  if (unknown !== undefined)
    throw new Failure(
      'BAD_INPUT',
      `there is no column "${unknown}"; there are ${[...new Set([...columns, ...fileColumns])].join(', ')}`,
    );
  const problem = Object.values(cells)
    .map(unwritable)
    .find((reason) => reason !== undefined);
  if (problem !== undefined) throw new Failure('BAD_INPUT', problem);
}
