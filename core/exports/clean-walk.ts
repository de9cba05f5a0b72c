import { recordState } from '#core/contract/record-state.ts';
import { join, type Sql, sql } from '#core/sql/sql.ts';
import { type Database, rowsOf } from '#core/workspace/open.ts';
import { type ExportRequest, inScope } from './export-request.ts';

const page = 5000;

/** A clean record and the values of some of its columns. */
export interface CleanRecord {
  readonly id: number;
  readonly values: readonly unknown[];
}

/** Walks over the clean records of a table in order; undefined at the end. */
export function createCleanWalk(
  database: Database,
  table: Sql,
  columns: readonly Sql[],
  scope: ExportRequest['scope'],
): () => CleanRecord | undefined {
  let rows: readonly (readonly unknown[])[] = [];
  let at = 0;
  let after = 0;
  return () => {
    if (at >= rows.length) {
      rows = rowsOf(
        database,
        sql`
          select ${join([sql`id`, ...columns])}
          from ${table}
          where state in (${recordState.clean}, ${recordState.waived})
            and id > ${after}
            and ${inScope(scope, sql`id`)}
          order by id
          limit ${page}`,
      );
      at = 0;
      after = Number(rows.at(-1)?.[0] ?? after);
    }
    const row = rows[at++];
    return row && { id: Number(row[0]), values: row.slice(1) };
  };
}
