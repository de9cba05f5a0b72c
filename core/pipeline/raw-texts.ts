import { hash } from 'node:crypto';
import { identifier, type Sql, type SqlValue, sql } from '#core/contract/sql.ts';
import { createBulkInserter } from '#core/database/bulk-insert.ts';
import { fileById } from '#core/database/files.ts';
import { type Database, run as execute, rowsOf } from '#core/database/open.ts';
import { brokenLines, rawBlocks, type StoredBlock } from '#core/database/raw.ts';
import { decodeText } from '#core/io/encode.ts';
import { fileOf } from './row-cells.ts';
import type { ShownRun } from './rules-of-run.ts';

/** Tables of raw texts that are kept: more than one question can name. */
const mostTables = 40;

/** A temporary table (`record`, `cell`) with what a column of the file says, made when it is first asked for; numbers are numbers, nothing is null. */
export function rawColumn(database: Database, fileId: number, place: number): Sql {
  return tableOf(database, ['column', fileId, place], sql`record integer primary key, cell`, (table) => {
    const insert = createBulkInserter(database, table, 2);
    for (const block of rawBlocks(database, fileId)) {
      let index = 0;
      insert(block.count, (into, at) => {
        into[at] = block.firstRow + index;
        into[at + 1] = comparable(block.cellsOf(index)[place] ?? '');
        index++;
      });
    }
  });
}

/**
 * A temporary table (`record`) of what holds a text, in letters large or small: broken lines by the text of their lines, and for `cells` the
 * other records by any cell as it stands in the file.
 */
export function rawMatches(database: Database, run: ShownRun, dataset: string, what: 'cells' | 'lines', text: string): Sql {
  const { fileId } = fileOf(database, run, dataset);
  const { encoding, delimiter } = fileById(database, fileId).dialect;
  const wanted = folded(text);
  const inJson = folded(JSON.stringify(text).slice(1, -1));
  return tableOf(database, [what, run.no, dataset, fileId, text], sql`record integer primary key`, (table) => {
    const holds = (text: string): boolean => folded(text).includes(wanted);
    // The line of a plain record is its cells with delimiters between them.
    const holdsRow = (block: StoredBlock, index: number): boolean => {
      const line = text.includes(delimiter) ? undefined : block.textOf(index);
      return line === undefined ? block.cellsOf(index).some(holds) : holds(line);
    };
    const lines = new Set(brokenLines(database, run.no, dataset, fileId, (bytes) => holds(decodeText(bytes, encoding))));
    const insert = createBulkInserter(database, sql`${table} (record)`, 1);
    const add = (records: readonly number[]): void => {
      let index = 0;
      insert(records.length, (into, at) => {
        into[at] = records[index++] ?? null;
      });
    };
    add([...lines]);
    if (what === 'lines') return;
    for (const block of rawBlocks(database, fileId)) {
      const all = folded(block.text);
      if (!all.includes(wanted) && !all.includes(inJson)) continue;
      const found: number[] = [];
      for (let index = 0; index < block.count; index++) {
        const record = block.firstRow + index;
        if (!lines.has(record) && holdsRow(block, index)) found.push(record);
      }
      add(found);
    }
  });
}

/** A text by which large and small letters are the same. */
export function folded(text: string): string {
  // The small sigma has another form at the end of a word.
  return text.toLowerCase().replaceAll('ς', 'σ');
}

/** A cell so that numbers are in order, where the number says all that the text does. */
export function comparable(cell: string): SqlValue {
  if (cell === '') return null;
  if (!/^-?\d{1,15}(\.\d{1,6})?$/.test(cell) || String(Number(cell)) !== cell) return cell;
  return cell.includes('.') ? Number(cell) : BigInt(cell);
}

function tableOf(database: Database, key: readonly unknown[], columns: Sql, fill: (table: Sql) => void): Sql {
  const name = `raw_texts_${hash('sha256', JSON.stringify(key)).slice(0, 24)}`;
  const table = sql`temp.${identifier(name)}`;
  const tables = rowsOf(database, sql`select name from sqlite_temp_schema where name glob 'raw_texts_*' order by rowid`).flat();
  if (tables.includes(name)) return table;
  const [oldest] = tables;
  if (tables.length >= mostTables) execute(database, sql`drop table temp.${identifier(String(oldest))}`);
  database.transaction(() => {
    execute(database, sql`create temp table ${identifier(name)} (${columns})`);
    fill(table);
  })();
  return table;
}
