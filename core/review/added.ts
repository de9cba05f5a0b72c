import { Failure } from '#core/contract/failure.ts';
import { types } from '#core/quality/types.ts';
import { definitionOf } from '#core/records/row-cells.ts';
import { valueColumns } from '#core/records/value-columns.ts';
import { recordsTable, valueColumn } from '#core/sql/names.ts';
import { join, type SqlValue, sql } from '#core/sql/sql.ts';
import { addBatch, createDecisionInserter, type Decision } from '#core/store/decisions.ts';
import { appendAudit } from '#core/workspace/audit.ts';
import { type Database, rowsOf } from '#core/workspace/open.ts';
import { type Decided, inOneGo, type Occasion } from './decide.ts';
import { findOthers, indexGroups, noteParent, type TouchedGroups } from './others.ts';
import { type Settled, settle } from './settle.ts';
import type { ReviewedRun } from './verdict.ts';

/** A value that records refer to, which no record of a dataset holds. */
export interface AddedParent {
  readonly dataset: string;
  readonly cells: Readonly<Record<string, string>>;
  readonly reason: string;
}

/**
 * Lets a value count as one that a dataset holds, so that all records which refer to it pass; it holds in later runs too, until it is
 * taken back. Throws a Failure (BAD_INPUT) for a text that is not of its column's type.
 */
export function addParent(
  database: Database,
  run: ReviewedRun,
  parent: AddedParent,
  { author, now, isPreview }: Omit<Occasion, 'label'> & { readonly isPreview: boolean },
): Decided {
  const { dataset, cells, reason } = parent;
  const definition = definitionOf(run, dataset);
  if (reason.trim() === '') throw new Failure('BAD_INPUT', 'say why: a value is added with a reason');
  const columns = Object.keys(cells);
  if (columns.length === 0) throw new Failure('BAD_INPUT', 'say which value is to be added');
  const values = columns.map((column) => {
    const own = definition.columns[column];
    if (!own) throw new Failure('BAD_INPUT', `there is no column "${column}" in ${dataset}`);
    const reader = types[own.type].createReader(own);
    const text = cells[column] ?? '';
    if (text.trim() === '') throw new Failure('BAD_INPUT', `${column} is empty; say which value counts`);
    const value = reader.read(text);
    if (value === undefined || value === null)
      throw new Failure('BAD_INPUT', `${column} is ${JSON.stringify(text)}: ${reader.explain(text)}`);
    return value;
  });
  assertWanted(database, run, dataset, columns, values);
  return undoneIf(isPreview, () =>
    inOneGo(database, run, now, (): Decided => {
      indexGroups(database, run);
      const named = columns.map((column) => `${column} ${JSON.stringify(cells[column])}`).join(', ');
      const batchNo = addBatch(database, run.no, { label: `added ${named} to ${dataset}`, author, decidedAt: now });
      const decision = {
        batchNo,
        dataset,
        recordId: 0,
        fingerprint: JSON.stringify(values),
        content: '',
        kind: 'added' as const,
        cells: Object.fromEntries(columns.map((column) => [column, { from: '', to: cells[column] ?? '' }])),
        details: { columns },
        source: 'person',
        reason,
        author,
        decidedAt: now,
      };
      createDecisionInserter(database, run.no)([decision]);
      const { alongside, worsened } = settleAdded(database, run, decision);
      appendAudit(database, {
        runId: run.id,
        type: 'value added',
        description: `${named} counts as one of ${dataset}: ${reason} (by ${author})`,
        count: alongside,
        timestamp: now,
      });
      const decided = { batchNo, records: [], alongside, worsened };
      if (isPreview) throw new Previewed(decided);
      return decided;
    }),
  );
}

/** Ends a preview: everything is as it was. */
class Previewed extends Error {
  readonly decided: Decided;
  constructor(decided: Decided) {
    super('only a preview');
    this.decided = decided;
  }
}

function undoneIf(isPreview: boolean, work: () => Decided): Decided {
  try {
    return work();
  } catch (error) {
    if (isPreview && error instanceof Previewed) return { ...error.decided, batchNo: 0 };
    throw error;
  }
}

/** Throws a Failure where nothing could refer to such a value, it is there already, or nothing waits for it. */
function assertWanted(
  database: Database,
  run: ReviewedRun,
  dataset: string,
  columns: readonly string[],
  values: readonly (string | number)[],
): void {
  const named = columns.join(', ');
  const groups: TouchedGroups = new Map();
  noteParent(groups, run, dataset, columns, values);
  if (groups.size === 0)
    throw new Failure('BAD_INPUT', `nothing refers to ${named} of ${dataset}; name the columns that a reference leads to`);
  const places = valueColumns(definitionOf(run, dataset));
  const same = columns.map(
    (column, index) => sql`${valueColumn(places.findIndex(({ name }) => name === column))} = ${values[index] ?? null}`,
  );
  const isThere =
    rowsOf(database, sql`select 1 from ${recordsTable(dataset, run.no)} where ${join(same, ' and ')} limit 1`).length > 0 ||
    rowsOf(
      database,
      sql`
        select 1 from decisions
        where kind = 'added' and undone_at is null and dataset = ${dataset} and fingerprint = ${JSON.stringify(values)}
          and details = ${JSON.stringify({ columns })}`,
    ).length > 0;
  if (isThere) throw new Failure('CONFLICT', `${dataset} has this ${named} already`);
  const waiting = [...findOthers(database, run, groups).values()].reduce((sum, ids) => sum + ids.size, 0);
  if (waiting === 0) throw new Failure('BAD_INPUT', `no record refers to this ${named}; there is nothing to add it for`);
}

/** Settles the records that refer to a value which was added or taken back. */
export function settleAdded(
  database: Database,
  run: ReviewedRun,
  { dataset, fingerprint, details }: Pick<Decision, 'dataset' | 'fingerprint' | 'details'>,
): Settled {
  const groups: TouchedGroups = new Map();
  // Written by addParent from these very values.
  noteParent(groups, run, dataset, details.columns ?? [], JSON.parse(fingerprint) as SqlValue[]);
  return settle(database, run, new Map(), () => {}, groups);
}
