import { hash } from 'node:crypto';
import { numberIn } from '#core/quality/values/number-in.ts';
import { decodeText } from '#core/sources/file/encode.ts';
import { folded } from '#core/sql/folded.ts';
import { identifier, type Sql, sql } from '#core/sql/sql.ts';
import { createBulkInserter } from '#core/store/bulk-insert.ts';
import { brokenLines, rawBlocks, type StoredBlock } from '#core/store/raw.ts';
import { sourceById } from '#core/store/sources.ts';
import { type Database, run as execute, rowsOf } from '#core/workspace/open.ts';
import { fileOf } from './row-cells.ts';
import type { ShownRun } from './rules-of-run.ts';

/** Tables of raw texts that are kept for later questions. */
const mostKept = 12;

/** When a table was asked for last, by connection and name. */
const lastAsked = new WeakMap<Database, Map<string, number>>();

/**
 * A temporary table (`record`, `text`, `number`) with what a column of the file says, made when it is first asked for: an empty text is null,
 * and so is the number of one that is none.
 */
export function rawColumn(database: Database, sourceId: number, place: number): Sql {
  return tableOf(database, ['column', sourceId, place], sql`record integer primary key, text, number`, (table) => {
    const insert = createBulkInserter(database, table, 3);
    for (const block of rawBlocks(database, sourceId)) {
      let index = 0;
      insert(block.count, (into, at) => {
        const text = block.cellsOf(index, place + 1)[place] ?? '';
        into[at] = block.firstRow + index++;
        into[at + 1] = text === '' ? null : text;
        into[at + 2] = numberIn(text) ?? null;
      });
    }
  });
}

/** Lets go of the tables that were not asked for lately. Call it between questions: within one it may name any number of them. */
export function tidyRawTexts(database: Database): void {
  const asked = lastAsked.get(database);
  if (!asked || asked.size <= mostKept) return;
  for (const [name] of [...asked].sort(([, a], [, b]) => b - a).slice(mostKept)) {
    asked.delete(name);
    execute(database, sql`drop table if exists temp.${identifier(name)}`);
  }
}

/**
 * A temporary table (`record`) of what holds a text, in letters large or small: broken lines by the text of their lines, and for `cells` the
 * other records by any cell as it stands in the file.
 */
export function rawMatches(database: Database, run: ShownRun, dataset: string, what: 'cells' | 'lines', text: string): Sql {
  const { sourceId } = fileOf(database, run, dataset);
  const { encoding, delimiter } = sourceById(database, sourceId).dialect;
  const wanted = folded(text);
  const inJson = folded(JSON.stringify(text).slice(1, -1));
  return tableOf(database, [what, run.no, dataset, sourceId, wanted], sql`record integer primary key`, (table) => {
    const holds = (text: string): boolean => folded(text).includes(wanted);
    // The line of a plain record is its cells with delimiters between them.
    const holdsRow = (block: StoredBlock, index: number): boolean => {
      const line = text.includes(delimiter) ? undefined : block.textOf(index);
      return line === undefined ? block.cellsOf(index).some(holds) : holds(line);
    };
    const lines = new Set(brokenLines(database, run.no, dataset, sourceId, (bytes) => holds(decodeText(bytes, encoding))));
    const insert = createBulkInserter(database, sql`${table} (record)`, 1);
    const add = (records: readonly number[]): void => {
      let index = 0;
      insert(records.length, (into, at) => {
        into[at] = records[index++] ?? null;
      });
    };
    add([...lines]);
    if (what === 'lines') return;
    for (const block of rawBlocks(database, sourceId)) {
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

function tableOf(database: Database, key: readonly unknown[], columns: Sql, fill: (table: Sql) => void): Sql {
  const name = `raw_texts_${hash('sha256', JSON.stringify(key)).slice(0, 24)}`;
  const table = sql`temp.${identifier(name)}`;
  const asked = lastAsked.get(database) ?? new Map<string, number>();
  lastAsked.set(database, asked);
  asked.set(name, Math.max(0, ...asked.values()) + 1);
  // A transaction that was undone took its tables with it.
  if (rowsOf(database, sql`select 1 from sqlite_temp_schema where name = ${name}`).length > 0) return table;
  database.transaction(() => {
    execute(database, sql`create temp table ${identifier(name)} (${columns})`);
    fill(table);
  })();
  return table;
}
