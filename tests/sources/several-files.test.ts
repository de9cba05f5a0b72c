import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { ReadBefore } from '#core/sources/file/read-so-far.ts';
import type { ResumePoint, SourceRecord } from '#core/sources/record.ts';
import { openSource } from '#core/sources/sources.ts';
import { asked } from '../asked.ts';
import { rowsOf } from '../rows-of.ts';
import { runHere } from '../run-here.ts';
import { newFolder, winnow } from '../winnow.ts';

const folder = newFolder();
const workspace = join(folder, 'w.winnow');
const { ask, close } = asked(() => workspace);
afterEach(async () => {
  await close();
  for (const suffix of ['', '-wal', '-shm', '-lock']) rmSync(workspace + suffix, { force: true });
  rmSync(join(folder, 'orders'), { recursive: true, force: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');

const definition = (path: string, more = ''): string => `winnow: 1
name: months
datasets:
  orders:
    source: { path: '${path}'${more} }
    columns:
      code: { type: text, required: true, unique: true }
      amount: { type: decimal, scale: 2, min: 0 }
`;

/** Writes files of one folder and a pipeline that reads those that match. */
function put(files: Readonly<Record<string, string | Uint8Array>>, path = 'orders/*.csv', more = ''): void {
  mkdirSync(join(folder, 'orders'), { recursive: true });
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, 'orders', name), content);
  writeFileSync(join(folder, 'pipeline.yaml'), definition(path, more));
}

async function run(code = 0): Promise<string> {
  const { code: ended, stderr } = await runHere(folder, 'pipeline.yaml', workspace);
  expect(ended, stderr).toBe(code);
  return stderr;
}

const places = (view: string) => rowsOf(workspace, `select source_name, line_no, byte_offset, code from ${view} order by id`);

describe('several files of one shape', () => {
  it('are one dataset in which each record knows its file, its line and its byte', async () => {
    put({
      '2.csv': 'code,amount\nB1,1\n"B\n2",-2\nB3,3',
      '10.csv': '\ufeffcode,amount\r\nC1,4\r\nA1,5\r\n',
      '1.csv': 'code,amount\nA1,1.00\n\nA2,x\n',
    });
    await run();
    expect(places('raw_orders')).toEqual([
      ['1.csv', 2, 12, 'A1'],
      ['1.csv', 4, 21, 'A2'],
      ['2.csv', 2, 12, 'B1'],
      ['2.csv', 3, 17, 'B\n2'],
      ['2.csv', 5, 26, 'B3'],
      ['10.csv', 2, 16, 'C1'],
      ['10.csv', 3, 22, 'A1'],
    ]);
    const broken = await ask().exceptions.list({ dataset: 'orders' });
    const inOrder = broken.exceptions.toSorted((one, other) => one.recordId - other.recordId);
    expect(inOrder.map(({ line, byteOffset }) => [line, byteOffset])).toEqual([
      [2, 12],
      [4, 21],
      [3, 17],
      [3, 22],
    ]);
    expect(inOrder.map(({ file }) => file)).toEqual(['1.csv', '1.csv', '2.csv', '10.csv']);
    const detail = await ask().records.get({ dataset: 'orders', id: 7 });
    expect(detail).toMatchObject({ file: '10.csv', path: join(folder, 'orders/10.csv'), line: 3, byteOffset: 22 });
    const out = join(folder, 'raw.csv');
    await ask().exports.create({ dataset: 'orders', what: 'raw', path: out, overwrite: true });
    expect(readFileSync(out, 'utf8')).toBe('code,amount\nA1,1.00\n\nA2,x\nB1,1\n"B\n2",-2\nB3,3\nC1,4\r\nA1,5\r\n');
    expect(JSON.parse(readFileSync(`${out}.manifest.json`, 'utf8')).inputs[0].files).toMatchObject([
      { path: join(folder, 'orders/1.csv'), bytes: 26 },
      { path: join(folder, 'orders/2.csv') },
      { path: join(folder, 'orders/10.csv') },
    ]);
    for (const path of ['orders/1.csv', 'orders/2.csv'])
      await expect(ask().exports.create({ dataset: 'orders', path: join(folder, path), overwrite: true })).rejects.toThrow(
        /was read/,
      );
    await expect(ask().exports.create({ dataset: 'orders', what: 'pack', path: join(folder, 'p.ndjson') })).rejects.toThrow(
      /read from 3/,
    );
  });

  it('are checked again, and flow into clean, like those of a single file', async () => {
    put({ 'a.csv': 'code,amount\nA1,1\n', 'b.csv': 'code,amount\nB1,-1\n' });
    await run();
    await ask().exceptions.decide({ dataset: 'orders', recordId: 2, kind: 'fixed', cells: { amount: '2' } });
    const out = join(folder, 'clean.csv');
    await ask().exports.create({ dataset: 'orders', path: out, overwrite: true });
    expect(readFileSync(out, 'utf8')).toBe('code,amount\nA1,1\nB1,2\n');
    await close();
    // The next run of the same files reads nothing again, and keeps the decision.
    await run();
    expect(rowsOf(workspace, 'select code, amount from clean_orders order by id')).toEqual([
      ['A1', 1],
      ['B1', 2],
    ]);
    expect(rowsOf(workspace, 'select count(*) from sources')).toEqual([[1]]);
  });

  it('may be packed, and may be JSON with keys of their own', async () => {
    put(
      {
        'a.ndjson': '{"code":"A1","amount":1}\n',
        'b.ndjson.gz': gzipSync('{"code":"B1","user":{"name":"Ada"}}\n{"code":"B2"'),
      },
      'orders/*.ndjson*',
    );
    await run();
    expect(rowsOf(workspace, 'select source_name, line_no, code, user_name from raw_orders order by id')).toEqual([
      ['a.ndjson', 1, 'A1', ''],
      ['b.ndjson.gz', 1, 'B1', 'Ada'],
      ['b.ndjson.gz', 2, '{"code":"B2"', null],
    ]);
  });

  it.each([
    ['b.csv', 'code,amount,extra\nB1,1,x\n', /b\.csv has extra, which a\.csv lacks/],
    ['b.csv', 'code\nB1\n', /b\.csv lacks amount, which a\.csv has/],
    ['b.csv', 'amount,code\n1,B1\n', /b\.csv has the columns of a\.csv in another order/],
    ['b.csv', Buffer.from('code,amount\nB\xe9\xe8 \xe0,1\n', 'latin1'), /b\.csv looks like Windows-1252/],
    ['b.csv', '[{"code":"B1","amount":1}]', /b\.csv lacks code, amount, which a\.csv has/],
    ['b.csv', '', /b\.csv is empty/],
  ])('of which one is different are refused by name: %s', async (name, content, sentence) => {
    put({ 'a.csv': 'code,amount\n\u00c4\u00e91,1\n', [name]: content });
    expect(await run(2)).toMatch(sentence);
  });

  it('that match nothing are refused, and a file whose name looks like a pattern is read', async () => {
    put({ 'a[1].csv': 'code,amount\nA1,1\n' }, 'orders/nothing-*.csv');
    expect(await run(2)).toMatch(/no file matches .*nothing-\*\.csv/);
    writeFileSync(join(folder, 'pipeline.yaml'), definition('orders/a[1].csv'));
    await run();
    expect(places('raw_orders')).toEqual([['a[1].csv', 2, 12, 'A1']]);
  });

  it.each([
    ['UTF-16, then ASCII', { '1.csv': utf16('\ufeffcode,amount\n\u00c41,1\n'), '2.csv': 'code,amount\nB1,1\n' }],
    ['ASCII, then UTF-16', { '1.csv': 'code,amount\nA1,1\n', '2.csv': utf16('code,amount\nB1,1\nB2,2\n') }],
  ])('in encodings that have no character in common are refused: %s', async (_, files) => {
    put(files);
    expect(await run(2)).toMatch(/looks like UTF/);
  });

  it('come out as lines of one file whatever their line ends are', async () => {
    put({
      '1.csv': 'code,amount',
      '2.csv': 'code,amount\r\nB1,1\r\nB2,2\r\n',
      '3.csv': 'code,amount\nC1,1\nC2,2\n  ',
      '4.csv': 'code,amount\nD1,1',
    });
    await run();
    const out = join(folder, 'raw.csv');
    await ask().exports.create({ dataset: 'orders', what: 'raw', path: out, overwrite: true });
    expect(readFileSync(out, 'utf8')).toBe('code,amount\nB1,1\r\nB2,2\r\nC1,1\nC2,2\n  \nD1,1');
  });

  it('lie in folders with any signs in their names, and are read once however many links lead to them', async () => {
    const odd = join(folder, 'orders', 'My (data) [2024] {x}');
    mkdirSync(odd, { recursive: true });
    put({ 'a.csv': 'code,amount\nA1,1\n' }, 'orders/**/*.csv');
    writeFileSync(join(odd, 'b.csv'), 'code,amount\nB1,1\n');
    symlinkSync('a.csv', join(folder, 'orders/link.csv'));
    symlinkSync('.', join(folder, 'orders/loop'));
    await run();
    expect(places('raw_orders').map(([name, , , code]) => [name, code])).toEqual(
      expect.arrayContaining([
        ['a.csv', 'A1'],
        ['b.csv', 'B1'],
      ]),
    );
    expect(places('raw_orders')).toHaveLength(2);
    writeFileSync(join(folder, 'pipeline.yaml'), definition('orders/My (data) [2024] {x}/*.csv'));
    await close();
    await run();
    expect(places('raw_orders')).toHaveLength(1);
  });

  it('are read again where another table of one of them is wanted', async () => {
    mkdirSync(join(folder, 'orders'), { recursive: true });
    for (const [name, tables] of [
      ['1.db', ['b']],
      ['2.db', ['a', 'b']],
    ] as const) {
      const database = new Database(join(folder, 'orders', name));
      for (const table of tables) {
        database.exec(`create table ${table} (code text, amount real)`);
        database.prepare(`insert into ${table} values (?, 1)`).run(`${name} ${table}`);
      }
      database.close();
    }
    put({}, 'orders/*.db');
    await run();
    const codes = () => rowsOf(workspace, 'select code from clean_orders order by id').flat();
    expect(codes()).toEqual(['1.db b', '2.db a']);
    put({}, 'orders/*.db', ', table: b');
    await run();
    expect(codes()).toEqual(['1.db b', '2.db b']);
  });

  it('may be empty lists of JSON, as long as one has records', async () => {
    put({ '1.json': '[]', '2.json': '[{"code":"A1","amount":1}]', '3.json': '[]' }, 'orders/*.json');
    await run();
    expect(places('raw_orders').map(([name]) => name)).toEqual(['2.json']);
    put({ '2.json': '[]' }, 'orders/*.json');
    expect(await run(2)).toMatch(/hold no records/);
  });

  it('are named on the command line', async () => {
    put({ 'a.csv': 'code,amount\nA1,1\n', 'b.csv': 'code,amount\nB1,1\n' }, 'other.csv');
    const ended = await winnow(
      ['run', 'pipeline.yaml', '--input', 'orders=orders/*.csv', '--workspace', 'w.winnow', '--json'],
      folder,
    );
    expect(ended.code, ended.stderr).toBe(0);
    expect(JSON.parse(ended.stdout).datasets.orders).toMatchObject({ read: 2, clean: 2 });
    const inferred = await winnow(['infer', 'orders/*.csv'], folder);
    expect(inferred.stdout).toMatch(/name: orders\n[\s\S]*orders\/\*\.csv"/);
  });

  it('go on at any record, and are refused where what was read before is another', async () => {
    put({
      'a.csv': 'code,amount\nA1,1\nA2,2',
      'b.csv.gz': gzipSync('code,amount\nB1,1\n"B\n2",2\n'),
      'c.csv': 'code,amount\nC1,1\n',
    });
    const read = async (before?: ReadBefore, from?: ResumePoint) => {
      const { file, records } = await openSource(join(folder, 'orders/*.csv*'), {}, undefined, before);
      const found: SourceRecord[] = [];
      for await (const chunk of records.chunks(from)) found.push(...chunk.records);
      file.assertUnchanged();
      return { found, bytes: file.bytesRead(), digest: file.digest() };
    };
    const whole = await read();
    expect(whole.found.map(({ cells }) => cells[0])).toEqual(['A1', 'A2', 'B1', 'B\n2', 'C1']);
    for (const [index, { offset, line }] of whole.found.entries()) {
      const rest = await read(undefined, { offset, line });
      expect(rest.found.map(({ cells, ...place }) => [cells, place.offset, place.line])).toEqual(
        whole.found.slice(index).map(({ cells, ...place }) => [cells, place.offset, place.line]),
      );
      expect(rest.digest).toBe(whole.digest);
    }
    await expect(read({ bytes: whole.bytes, digest: whole.digest })).resolves.toMatchObject({ digest: whole.digest });
    writeFileSync(join(folder, 'orders/a.csv'), 'code,amount\nA1,9\nA2,2');
    await expect(read({ bytes: whole.bytes, digest: whole.digest })).rejects.toThrow(/was changed or replaced/);
  });
});
