import { closeSync, openSync, readSync } from 'node:fs';
import type { Dialect } from '#core/contract/source.ts';
import { hashFiles } from '#core/sources/file/hash-file.ts';
import { sql } from '#core/sql/sql.ts';
import { lineShape } from '#core/store/findings.ts';
import { pathsOf, type RunSource } from '#core/store/run-sources.ts';
import { type SourceRow, sourceById } from '#core/store/sources.ts';
import { type Database, rowsOf } from '#core/workspace/open.ts';

/** Bytes that are read in one transaction at most, and no more than the file had before. */
const mostAdded = 256 * 1024 * 1024;

/**
 * Whether the file of a dataset is the one that an earlier run read, with more behind it, of which not so much was added that reading should be
 * resumable. Then whole lines were added, and nothing before them means anything else because of them.
 */
export function hasGrown(database: Database, now: RunSource, before: { readonly no: number; readonly file: RunSource }): boolean {
  if (!now.storesRaw || now.next !== null || !before.file.isRead || now.sources.join() !== before.file.sources.join())
    return false;
  const [grown, known] = [sourceById(database, now.sourceId), sourceById(database, before.file.sourceId)];
  const added = grown.size - known.size;
  if (added <= 0 || added > Math.min(known.size, mostAdded)) return false;
  if (!isReadAlike(grown, known) || endsInQuotes(database, before.no, now.dataset)) return false;
  const paths = pathsOf(database, now);
  return endsLine(paths, known) && hashFiles(paths, known.size) === known.sha256;
}

/** Whether files are text of lines that is read in the same way, and those of before are the first of those of now. */
function isReadAlike(now: SourceRow, before: SourceRow): boolean {
  const { format, compression, encoding } = now.dialect;
  if (format === 'json' || compression !== 'none' || encoding.startsWith('utf-16')) return false;
  const reading = ({ evidence: _, certainty: __, ...rest }: Dialect): unknown => rest;
  const told = (source: SourceRow): string => JSON.stringify([reading(source.dialect), source.headers, source.names]);
  if (told(now) !== told(before) || Buffer.compare(now.head, before.head) !== 0) return false;
  if (!now.parts || !before.parts) return now.parts === before.parts;
  const last = before.parts.length - 1;
  return before.parts.every((part, index) => {
    const same = now.parts?.[index];
    return same?.reading === part.reading && (index < last ? same.size === part.size : same.size >= part.size);
  });
}

/** Whether a record of a file may never have ended: what comes behind it may end it now. */
function endsInQuotes(database: Database, runNo: number, dataset: string): boolean {
  const [row] = rowsOf(
    database,
    sql`
      select 1 from rule_results
      where run_no = ${runNo} and dataset = ${dataset} and rule = 'unterminated-quote' and status = 'evaluated' and failed = 0`,
  );
  // A line that somebody repaired is still broken in the file.
  const [repaired] = rowsOf(
    database,
    sql`
      select 1 from exception_rows
      where run_no = ${runNo} and dataset = ${dataset} and is_structural = ${lineShape.settled}
      limit 1`,
  );
  return row === undefined || repaired !== undefined;
}

/** Whether the last of the files of before ended with the end of a line. */
function endsLine(paths: readonly string[], { parts, size }: SourceRow): boolean {
  const last = parts?.at(-1);
  const path = paths[(parts?.length ?? 1) - 1] ?? '';
  const byte = Buffer.alloc(1);
  const descriptor = openSync(path, 'r');
  try {
    readSync(descriptor, byte, 0, 1, (last?.size ?? size) - 1);
    return byte[0] === lineFeed;
  } finally {
    closeSync(descriptor);
  }
}

const lineFeed = 10;
