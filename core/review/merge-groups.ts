import type { BulkChange } from '#core/contract/bulk.ts';
import { Failure } from '#core/contract/failure.ts';
import { definitionOf, fileOf } from '#core/records/row-cells.ts';
import { valueColumns } from '#core/records/value-columns.ts';
import { recordsTable, valueColumn } from '#core/sql/names.ts';
import { join, literal, type Sql, sql } from '#core/sql/sql.ts';
import { createRawFinder } from '#core/store/raw.ts';
import { sourceById } from '#core/store/sources.ts';
import { type Database, rowsOf } from '#core/workspace/open.ts';
import { countsAsRecord, duplicatesOf, uniquePlaces } from './duplicates.ts';
import type { ReviewedRun } from './verdict.ts';

/** How records are merged. */
export type Merge = Extract<BulkChange, { kind: 'merged' }>;

/** Columns that one sum takes: SQLite allows expressions a thousand levels deep. */
const columnsInSum = 100;

/**
 * The groups of duplicates among some records, each with the record that is kept first and the others in the order in which they are preferred.
 * Throws a Failure (BAD_INPUT, NOT_FOUND) where the merge names what is not there.
 */
export function mergeGroups(
  database: Database,
  run: ReviewedRun,
  dataset: string,
  merge: Merge,
  ids: readonly number[],
): readonly (readonly number[])[] {
  if (typeof merge.keep === 'number') return [groupAround(database, run, dataset, { ...merge, keep: merge.keep }, ids)];
  const places = uniquePlaces(run, dataset, merge.rule);
  const rows = rowsOf(
    database,
    sql`
      select id, ${join(places.map(valueColumn))}
      from ${recordsTable(dataset, run.no)}
      where id in (select value from json_each(${JSON.stringify(ids)})) and ${countsAsRecord}
      order by ${preference(run, dataset, merge)}`,
  );
  const ordered = rows.filter(([, ...values]) => !values.includes(null)).map(([id, ...values]) => [Number(id), values] as const);
  const preferred = idsFrom(database, run, dataset, merge.source, ids);
  const groups = new Map<string, number[]>();
  // A trusted file goes before everything else; within it the order is the same.
  for (const [id, values] of [...ordered.filter(([id]) => preferred.has(id)), ...ordered.filter(([id]) => !preferred.has(id))]) {
    const name = JSON.stringify(values);
    const members = groups.get(name) ?? [];
    groups.set(name, members);
    members.push(id);
  }
  return [...groups.values()].filter(({ length }) => length > 1);
}

/** The record that a person chose, and those among the others that are its duplicates, the newest first. */
function groupAround(
  database: Database,
  run: ReviewedRun,
  dataset: string,
  { rule, keep }: Merge & { readonly keep: number },
  ids: readonly number[],
): readonly number[] {
  const members = new Set(duplicatesOf(database, run, dataset, rule, keep));
  if (!members.has(keep))
    throw new Failure('NOT_FOUND', `record ${keep} of ${dataset} is not a record that others can be merged into by ${rule}`);
  return [keep, ...ids.filter((id) => id !== keep && members.has(id)).toReversed()];
}

/** The order in which records are preferred. */
function preference(run: ReviewedRun, dataset: string, { keep, by }: Merge): Sql {
  const names = valueColumns(definitionOf(run, dataset)).map(({ name }) => name);
  if (by !== undefined && !names.includes(by)) throw new Failure('BAD_INPUT', `there is no column "${by}" in ${dataset}`);
  const direction = literal(keep === 'first' ? 'asc' : 'desc');
  const column = valueColumn(names.indexOf(by ?? ''));
  return join([
    ...(keep === 'fullest' ? [sql`${filledCells(names.length)} desc`] : []),
    // A record that does not say is never the one to keep while another does.
    ...(by === undefined ? [] : [sql`${column} is null`, sql`${column} ${direction}`]),
    sql`id ${direction}`,
  ]);
}

function filledCells(columns: number): Sql {
  const sums = Array.from({ length: Math.ceil(columns / columnsInSum) }, (_, part) => {
    const width = Math.min(columnsInSum, columns - part * columnsInSum);
    const filled = Array.from({ length: width }, (__, index) => sql`(${valueColumn(part * columnsInSum + index)} is not null)`);
    return sql`(${join(filled, ' + ')})`;
  });
  return join(sums, ' + ');
}

/** Those of some records that come from a file of this name; none where no file is named. */
function idsFrom(
  database: Database,
  run: ReviewedRun,
  dataset: string,
  source: string | undefined,
  ids: readonly number[],
): ReadonlySet<number> {
  if (source === undefined) return new Set();
  const { sourceId } = fileOf(database, run, dataset);
  const names = sourceById(database, sourceId).parts?.map(({ name }) => name) ?? [];
  if (!names.includes(source))
    throw new Failure(
      'BAD_INPUT',
      names.length === 0
        ? `${dataset} was read from a single file; leave out the file to prefer`
        : `${dataset} was not read from a file "${source}"; there are ${names.join(', ')}`,
    );
  const find = createRawFinder(database, sourceId);
  // In the order of the file each block is read once.
  return new Set(
    ids
      .toSorted((a, b) => a - b)
      .filter((id) => {
        const record = find(id);
        return record !== undefined && names[record.block.placeOf(record.index).part] === source;
      }),
  );
}
