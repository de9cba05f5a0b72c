import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { Failure } from '#core/contract/failure.ts';
import { createRandom } from '#core/generate/random.ts';
import type { DialectWishes } from '#core/sources/file/dialect-wishes.ts';
import { openSource } from '#core/sources/sources.ts';
import { newFolder } from '../winnow.ts';

const folder = newFolder();

async function readAll(path: string, wishes: DialectWishes = {}) {
  const { file, dialect, records } = await openSource(path, wishes);
  try {
    const rows: (readonly string[])[] = [];
    for await (const chunk of records.chunks())
      for (const { cells, problem } of chunk.records) rows.push(problem ? [problem.rule] : cells);
    file.assertUnchanged();
    return { headers: records.headers, dialect, rows };
  } finally {
    file.close();
  }
}

describe('a Parquet file', () => {
  const write = (name: string, options: Parameters<typeof parquetWriteBuffer>[0]): string => {
    const path = join(folder, name);
    writeFileSync(path, new Uint8Array(parquetWriteBuffer(options)));
    return path;
  };

  it('gives the exact text of values of every kind', async () => {
    const path = write('kinds.parquet', {
      columnData: [
        { name: 'text', data: ['007', 'a, "b"\nc', ''] },
        { name: 'whole', data: [9223372036854775807n, -1n, 0n] },
        { name: 'money', data: [123456789012345678n, -5n, 100n] },
        { name: 'large', data: [10n ** 30n + 12n, -(10n ** 30n), 7n] },
        { name: 'day', data: [new Date('2024-02-29'), new Date('1969-12-31'), new Date('0001-01-01')] },
        { name: 'instant', data: [1709202672123456n, -1n, 0n] },
        { name: 'real', data: [0.1, 1e21, -2.5] },
        { name: 'flag', data: [true, false, true] },
      ],
      schema: [
        { name: 'root', num_children: 8 },
        { name: 'text', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' },
        { name: 'whole', type: 'INT64', repetition_type: 'REQUIRED' },
        { name: 'money', type: 'INT64', converted_type: 'DECIMAL', precision: 18, scale: 2, repetition_type: 'REQUIRED' },
        {
          name: 'large',
          type: 'FIXED_LEN_BYTE_ARRAY',
          type_length: 16,
          converted_type: 'DECIMAL',
          precision: 38,
          scale: 10,
          repetition_type: 'REQUIRED',
        },
        { name: 'day', type: 'INT32', converted_type: 'DATE', repetition_type: 'REQUIRED' },
        {
          name: 'instant',
          type: 'INT64',
          logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' },
          converted_type: 'TIMESTAMP_MICROS',
          repetition_type: 'REQUIRED',
        },
        { name: 'real', type: 'DOUBLE', repetition_type: 'REQUIRED' },
        { name: 'flag', type: 'BOOLEAN', repetition_type: 'REQUIRED' },
      ],
    });
    const { headers, rows, dialect } = await readAll(path);
    expect(headers).toEqual(['text', 'whole', 'money', 'large', 'day', 'instant', 'real', 'flag']);
    expect(dialect).toMatchObject({ compression: 'parquet', hasHeader: true });
    expect(rows).toEqual([
      [
        '007',
        '9223372036854775807',
        '1234567890123456.78',
        '100000000000000000000.0000000012',
        '2024-02-29',
        '2024-02-29T10:31:12.123456Z',
        '0.1',
        'true',
      ],
      [
        'a, "b"\nc',
        '-1',
        '-0.05',
        '-100000000000000000000.0000000000',
        '1969-12-31',
        '1969-12-31T23:59:59.999999Z',
        '1000000000000000000000',
        'false',
      ],
      ['', '0', '1.00', '0.0000000007', '0001-01-01', '1970-01-01T00:00:00Z', '-2.5', 'true'],
    ]);
  });

  it('gives nothing as an empty cell and nested values as JSON, over groups of rows', async () => {
    const count = 5000;
    const path = write('groups.parquet', {
      columnData: [
        { name: 'id', data: Array.from({ length: count }, (_, index) => index), type: 'INT32' },
        {
          name: 'note',
          data: Array.from({ length: count }, (_, index) => (index % 3 === 0 ? null : `note ${index}`)),
          type: 'STRING',
        },
        { name: 'tags', data: Array.from({ length: count }, (_, index) => ({ a: index, b: ['x'] })), type: 'JSON' },
      ],
      rowGroupSize: 700,
    });
    const { rows, dialect } = await readAll(path);
    expect(rows).toHaveLength(count);
    expect(rows[699]).toEqual(['699', '', '{"a":699,"b":["x"]}']);
    expect(rows[700]).toEqual(['700', 'note 700', '{"a":700,"b":["x"]}']);
    expect(dialect.evidence[0]?.sentence).toBe('a Parquet file of 5,000 rows in 8 groups');
  });

  it('with two columns of one name is refused', async () => {
    const path = write('twice.parquet', {
      columnData: [
        { name: 'a', data: [1, 2], type: 'INT32' },
        { name: 'a', data: [3, 4], type: 'INT32' },
      ],
    });
    await expect(readAll(path)).rejects.toThrow(/two columns named "a"/);
  });

  it('that was cut off or changed anywhere is refused in a sentence, or read', { timeout: 120_000 }, async () => {
    const path = write('whole.parquet', {
      columnData: [
        { name: 'id', data: Array.from({ length: 300 }, (_, index) => index), type: 'INT32' },
        { name: 'text', data: Array.from({ length: 300 }, (_, index) => `text ${index}`), type: 'STRING' },
      ],
    });
    const whole = new Uint8Array(parquetWriteBuffer({ columnData: [{ name: 'id', data: [1, 2, 3], type: 'INT32' }] }));
    const random = createRandom(5);
    for (let round = 0; round < 150; round++) {
      const bytes = Buffer.from(whole);
      for (let change = 0; change < 2; change++) bytes[random.integer(4, bytes.length - 1)] = random.integer(0, 255);
      writeFileSync(path, round % 5 === 0 ? bytes.subarray(0, random.integer(5, bytes.length)) : bytes);
      try {
        await readAll(path);
      } catch (error) {
        expect(error).toBeInstanceOf(Failure);
      }
    }
  });
});

describe('an SQLite database', () => {
  const path = join(folder, 'shop.db');
  const database = new Database(path);
  database.exec(`
    create table "order lines" (id integer primary key, amount real, note text, raw blob, big integer);
    insert into "order lines" values (1, 0.1, 'a, "b"', x'00ff', 9007199254740993), (2, null, '', null, -1);
    create table empty (a);
    create view dear as select id, amount * 2 as twice from "order lines";`);
  database.close();

  it('gives the rows of a table, a view or a query', async () => {
    expect(await readAll(path)).toMatchObject({
      headers: ['id', 'amount', 'note', 'raw', 'big'],
      rows: [
        ['1', '0.1', 'a, "b"', '0x00ff', '9007199254740993'],
        ['2', '', '', '', '-1'],
      ],
      dialect: { compression: 'sqlite', sheet: 'order lines', sheets: ['order lines', 'empty', 'dear'] },
    });
    expect((await readAll(path, { table: 'dear' })).rows[0]).toEqual(['1', '0.2']);
    expect((await readAll(path, { format: 'sqlite', query: 'select 1 as one union all select 2' })).rows).toEqual([['1'], ['2']]);
    expect((await readAll(path, { table: 'empty' })).headers).toEqual(['a']);
  });

  it('tells an empty cell from a blank line, and bytes that are no text from text', async () => {
    const one = join(folder, 'one.db');
    const other = new Database(one);
    other.exec("create table t (a text); insert into t values ('x'), (null), (''), (cast(x'ff41' as text)), ('é')");
    other.close();
    expect((await readAll(one)).rows).toEqual([['x'], [''], [''], ['0xff41'], ['é']]);
  });

  it('is never changed, and says what is wrong', async () => {
    await expect(readAll(path, { table: 'nope' })).rejects.toThrow(/has no table "nope"; it has "order lines", "empty", "dear"/);
    await expect(readAll(path, { query: 'delete from empty' })).rejects.toThrow(/must select rows/);
    await expect(readAll(path, { query: 'select nope from dear' })).rejects.toThrow(/the query failed .* correct it/);
    await expect(readAll(path, { format: 'parquet' })).rejects.toThrow(/is an SQLite database, not PARQUET/);
    const inWal = join(folder, 'wal.db');
    const other = new Database(inWal);
    other.pragma('journal_mode = wal');
    other.exec('create table t (a); insert into t values (7)');
    await expect(readAll(inWal)).rejects.toThrow(/another program is writing/);
    other.close();
    const before = readdirSync(folder);
    expect((await readAll(inWal)).rows).toEqual([['7']]);
    expect(readdirSync(folder)).toEqual(before);
    const broken = join(folder, 'broken.db');
    writeFileSync(broken, Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(5000, 7)]));
    await expect(readAll(broken)).rejects.toBeInstanceOf(Failure);
  });
});
