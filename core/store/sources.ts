import type { Dialect, SourcePart } from '#core/contract/source.ts';
import { sql } from '#core/sql/sql.ts';
import { type Database, rowsOf, run } from '#core/workspace/open.ts';

/** A source as a workspace knows it: one file, or several. */
export interface SourceRow {
  readonly id: number;
  readonly name: string;
  readonly dialect: Dialect;
  readonly headers: readonly string[];
  /** Plain, unique names for the headers. */
  readonly names: readonly string[];
  readonly head: Uint8Array;
  /** Of several files, each of them in order. */
  readonly parts: readonly SourcePart[] | undefined;
  /** Bytes on disk. */
  readonly size: number;
  readonly sha256: string | null;
  readonly ingestedAt: string;
}

/** Adds a file whose records will follow; returns its id. */
export function addSource(database: Database, file: Omit<SourceRow, 'id' | 'sha256'> & { readonly path: string }): number {
  const { lastInsertRowid } = run(
    database,
    sql`
      insert into sources (name, path, size, dialect, headers, names, head, parts, ingested_at)
      values (${file.name}, ${file.path}, ${file.size}, ${JSON.stringify({ ...file.dialect, evidence: [] })}, ${JSON.stringify(file.headers)}, ${JSON.stringify(file.names)},
        ${file.head}, ${file.parts ? JSON.stringify(file.parts) : null}, ${file.ingestedAt})`,
  );
  return Number(lastInsertRowid);
}

/** Whole sources of this size and dialect, whatever spoke for it, which may be the same: their ids and hashes. */
export function sourcesLike(
  database: Database,
  size: number,
  dialect: Dialect,
  parts: readonly SourcePart[] | undefined,
): readonly { readonly id: number; readonly sha256: string }[] {
  return rowsOf(
    database,
    sql`
      select id, sha256
      from sources
      where size = ${size}
        and json_remove(dialect, '$.evidence', '$.certainty') = json_remove(${JSON.stringify(dialect)}, '$.evidence', '$.certainty')
        and parts is ${parts ? JSON.stringify(parts) : null}
        and is_complete = 1`,
  ).map(([id, sha256]) => ({ id: Number(id), sha256: String(sha256) }));
}

/** Marks a file as read to its end. */
export function completeSource(database: Database, id: number, sha256: string): void {
  run(database, sql`update sources set sha256 = ${sha256}, is_complete = 1 where id = ${id}`);
}

/** A file by id. */
export function sourceById(database: Database, id: number): SourceRow {
  const [row] = rowsOf(
    database,
    sql`select name, dialect, headers, names, head, parts, size, sha256, ingested_at from sources where id = ${id}`,
  );
  if (!row) throw new RangeError(`there is no file ${id}`);
  const [name, dialect, headers, names, head, parts, size, sha256, ingestedAt] = row;
  return {
    id,
    name: String(name),
    // Written by addSource from these very types.
    dialect: JSON.parse(String(dialect)) as Dialect,
    headers: JSON.parse(String(headers)) as readonly string[],
    names: JSON.parse(String(names)) as readonly string[],
    head: head as Uint8Array,
    parts: parts === null ? undefined : (JSON.parse(String(parts)) as readonly SourcePart[]),
    size: Number(size),
    sha256: sha256 === null ? null : String(sha256),
    ingestedAt: String(ingestedAt),
  };
}

/** Exchanges what is known of two sources, so that the raw records of one belong to the file of the other, which is yet to be read to its end. */
export function exchangeSources(database: Database, id: number, other: number): void {
  const known = sql`name, path, size, sha256, dialect, headers, names, head, parts, ingested_at`;
  run(database, sql`create temp table exchanged as select id, ${known} from sources where id in (${id}, ${other})`);
  run(
    database,
    sql`
      update sources set is_complete = 0, (${known}) = (select ${known} from temp.exchanged e where e.id <> sources.id)
      where id in (${id}, ${other})`,
  );
  run(database, sql`drop table temp.exchanged`);
}
