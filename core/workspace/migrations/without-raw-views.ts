import { quoted } from '#core/sql/names.ts';
import { identifier, join, literal, type Sql, sql } from '#core/sql/sql.ts';
import { type Database, rowsOf, run } from '../open.ts';

/** Columns of a view of raw rows before its cells: id, run, time, source, line, byte. */
const leadingColumns = 6;

/** More columns than SQLite's limit for a view leaves room for. */
const maxCells = 1990;

/** What the view of the raw rows of a dataset shows. */
interface RawView {
  readonly runId: string;
  readonly sourceId: number;
  /** The cells, each under its name. */
  readonly cells: Sql;
}

/** Changes the tables below the views of raw rows: the views are dropped first, and created again as the schema behind it has them. */
export function withoutRawViews(database: Database, change: () => void, viewOf: (view: RawView) => Sql): void {
  const shown = rowsOf(
    database,
    sql`
      select v.name, r.run_id, f.file_id
      from sqlite_schema v
      join run_files f on v.name = 'raw_' || f.dataset
      join runs r on r.run_no = f.run_no and r.is_published = 1
      where v.type = 'view'`,
  ).map(([name, runId, sourceId]) => ({
    name: String(name),
    runId: String(runId),
    sourceId: Number(sourceId),
    cells: rowsOf(
      database,
      sql`select name from pragma_table_info(${String(name)}) where cid >= ${leadingColumns} limit ${maxCells}`,
    ),
  }));
  for (const { name } of shown) run(database, sql`drop view ${identifier(name)}`);
  change();
  for (const { name, runId, sourceId, cells } of shown) {
    const columns = cells.map(
      ([cell], index) => sql`json_extract(r.cells, ${quoted(`$[${index}]`)}) as ${identifier(String(cell))}`,
    );
    run(database, sql`create view ${identifier(name)} as ${viewOf({ runId, sourceId, cells: join(columns) })}`);
  }
}

/** The view of raw rows in schema 2. */
export function rawViewOfFile({ runId, sourceId, cells }: RawView): Sql {
  return sql`
    select r.row_no as id, ${quoted(runId)} as run_id, f.ingested_at as ingestion_timestamp, f.name as source_name, r.line_no,
      r.byte_offset, ${cells}
    from files f
    join source_records r on r.file_id = f.id
    where f.id = ${literal(String(sourceId))}`;
}

/** The view of raw rows in schema 5. */
export function rawViewOfSource({ runId, sourceId, cells }: RawView): Sql {
  return sql`
    select r.row_no as id, ${quoted(runId)} as run_id, s.ingested_at as ingestion_timestamp, r.source_name, r.line_no, r.byte_offset, ${cells}
    from sources s
    join source_records r on r.source_id = s.id
    where s.id = ${literal(String(sourceId))}`;
}
