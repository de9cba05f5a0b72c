import type { ExportInput } from '#core/contract/exports.ts';
import { selectRecords } from '#core/records/row-selection.ts';
import type { ShownRun } from '#core/records/rules-of-run.ts';
import { sql } from '#core/sql/sql.ts';
import { type Database, run as execute } from '#core/workspace/open.ts';
import type { ExportRequest } from './export-request.ts';

/** Keeps the ids of the selected records in a temporary table of this connection, for the export to join. */
export function exportScope(
  database: Database,
  run: ShownRun,
  { dataset, what }: ExportInput,
  scope: NonNullable<ExportInput['scope']>,
): NonNullable<ExportRequest['scope']> & { readonly count: number } {
  // What was changed can be of any record.
  const kind = what === 'clean' || what === 'exceptions' ? what : 'raw';
  const { from, where } = selectRecords(database, run, { ...scope, dataset, what: kind });
  execute(database, sql`drop table if exists temp.exported`);
  execute(database, sql`create temp table exported (id integer primary key)`);
  const { changes } = execute(database, sql`insert into exported select id from ${from} where ${where}`);
  // One record may have many changes.
  const count = what === 'changes' ? 0 : changes;
  return { only: (id) => sql`${id} in (select id from temp.exported)`, told: scope, count };
}
