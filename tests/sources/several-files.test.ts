import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
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
