import { sql } from '#core/sql/sql.ts';
import { type Database, queryOf, rowsOf, run } from '#core/workspace/open.ts';

/** That a text in a column stands for another: learned from a person's fix, applied to later files. */
export interface Mapping {
  readonly id: number;
  readonly dataset: string;
  readonly column: string;
  readonly from: string;
  readonly to: string;
  readonly author: string;
  readonly learnedAt: string;
}

/** Learns a mapping in place of an earlier one for the same text. */
export function learnMapping(
  database: Database,
  { dataset, column, from, to, author, learnedAt, batchNo }: Omit<Mapping, 'id'> & { readonly batchNo: number | null },
): void {
  run(
    database,
    sql`
      update mappings set removed_at = ${learnedAt}
      where dataset = ${dataset} and column_name = ${column} and from_text = ${from} and removed_at is null`,
  );
  run(
    database,
    sql`
      insert into mappings (dataset, column_name, from_text, to_text, author, learned_at, batch_no)
      values (${dataset}, ${column}, ${from}, ${to}, ${author}, ${learnedAt}, ${batchNo})`,
  );
}

/** A function that gives what a text of a column stands for, as far as that was learned and counts at that moment. */
export function mappingFinder(database: Database, dataset: string): (column: string, from: string) => string | undefined {
  let known = new Map<string, string>();
  let version: number | undefined;
  const dataVersion = queryOf(database, sql`select data_version from pragma_data_version`);
  return (column, from) => {
    // It changes when anybody else wrote: https://www.sqlite.org/pragma.html#pragma_data_version.
    const now = Number(dataVersion()[0]?.[0]);
    if (now !== version) {
      const own = activeMappings(database).filter((mapping) => mapping.dataset === dataset);
      known = new Map(own.map((mapping) => [`${mapping.column}\u0000${mapping.from}`, mapping.to]));
      version = now;
    }
    return known.get(`${column}\u0000${from}`);
  };
}

/** The mappings in force, in the order in which they were learned: those that were not forgotten and whose decision was not undone, and imported ones. */
export function activeMappings(database: Database): readonly Mapping[] {
  return rowsOf(
    database,
    sql`
      select id, dataset, column_name, from_text, to_text, author, learned_at
      from mappings m
      where removed_at is null
        and (m.batch_no is null or exists (
          select 1 from decisions d
          where d.batch_no = m.batch_no and d.undone_at is null
            and d.run_no = (
              select max(run_no) from decisions join runs using (run_no) where batch_no = m.batch_no and status = 'succeeded'
            )
        ))
      order by id`,
  ).map(([id, dataset, column, from, to, author, learnedAt]) => ({
    id: Number(id),
    dataset: String(dataset),
    column: String(column),
    from: String(from),
    to: String(to),
    author: String(author),
    learnedAt: String(learnedAt),
  }));
}

/** Forgets a mapping; returns whether there was one. */
export function forgetMapping(database: Database, id: number, now: string): boolean {
  return run(database, sql`update mappings set removed_at = ${now} where id = ${id} and removed_at is null`).changes > 0;
}
