import { createReadStream } from 'node:fs';
import Database from 'better-sqlite3';
import { parse } from 'csv-parse';

// What a first script does: parse, and insert every row as text in one transaction. It checks nothing and writes no clean rows.
const database = new Database('t.db');
database.pragma('journal_mode = wal');
database.exec('create table raw (a, b, c, d, e, f, g, h, i, j)');
const insert = database.prepare('insert into raw values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
database.exec('begin');
for await (const row of createReadStream('transactions.csv').pipe(
  parse({ from_line: 2, relax_column_count: true }),
) as AsyncIterable<string[]>) {
  insert.run(Array.from({ length: 10 }, (_, index) => row[index] ?? null));
}
database.exec('commit');
database.close();
