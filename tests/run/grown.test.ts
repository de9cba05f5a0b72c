import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { asked } from '../asked.ts';
import { rowsOf } from '../rows-of.ts';
import { runHere } from '../run-here.ts';
import { newFolder } from '../winnow.ts';

let folder = '';
let workspace = '';

beforeEach(() => {
  folder = newFolder();
  workspace = join(folder, 'w.winnow');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs over a file or a pattern of files; how many records were there, and whether those of the run before were taken over. */
async function run(path: string): Promise<{ readonly records: number; readonly isTakenOver: boolean }> {
  writeFileSync(
    join(folder, 'pipeline.yaml'),
    `winnow: 1\nname: a\ndatasets:\n  a:\n    source: { path: "${path}" }\n    columns: { n: { type: integer, unique: true }, t: { type: text } }\n`,
  );
  const { code, stderr } = await runHere(folder, 'pipeline.yaml', workspace);
  expect(code, stderr).toBe(0);
  const taken = `select count(*) from audit_log a join runs r using (run_id) where r.is_published = 1 and event_type = 'records_taken_over'`;
  return {
    records: Number(rowsOf(workspace, 'select count(*) from raw_a')[0]?.[0]),
    isTakenOver: Number(rowsOf(workspace, taken)[0]?.[0]) === 1,
  };
}

const write = (name: string, text: string | Uint8Array): void => writeFileSync(join(folder, name), text);
const add = (name: string, text: string): void => appendFileSync(join(folder, name), text);
const places = () => rowsOf(workspace, 'select source_name, line_no, byte_offset, n from raw_a order by id');

it('of a file with more behind it only that is read; each record keeps its line', async () => {
  write('a.csv', 'n,t\n1,x\n2,"a\nb"\n');
  expect(await run('a.csv')).toEqual({ records: 2, isTakenOver: false });
  add('a.csv', '\n2,again\n3,c');
  expect(await run('a.csv')).toEqual({ records: 4, isTakenOver: true });
  expect(places()).toEqual([
    ['a.csv', 2, 4, '1'],
    ['a.csv', 3, 8, '2'],
    ['a.csv', 6, 17, '2'],
    ['a.csv', 7, 25, '3'],
  ]);
  expect(rowsOf(workspace, 'select n from clean_a')).toEqual([[1], [3]]);
});

it('more lines behind one that never ended, or may go on, have everything read again', async () => {
  write('a.csv', 'n,t\n1,x\n2,y\n3,c\n4,d');
  await run('a.csv');
  add('a.csv', 'd\n5,e\n');
  expect(await run('a.csv')).toEqual({ records: 5, isTakenOver: false });
  expect(rowsOf(workspace, 'select t from clean_a where n = 4')).toEqual([['dd']]);
  add('a.csv', '6,"open\n');
  expect((await run('a.csv')).isTakenOver).toBe(true);
  add('a.csv', 'still open"\n');
  expect(await run('a.csv')).toEqual({ records: 6, isTakenOver: false });
  expect(rowsOf(workspace, 'select t from clean_a where n = 6')).toEqual([['open\nstill open']]);
});

it('a change before its end, fewer records, or more than twice as many have everything read again', async () => {
  write('a.csv', 'n,t\n1,x\n2,y\n');
  await run('a.csv');
  write('a.csv', 'n,t\n1,z\n2,y\n3,c\n');
  expect(await run('a.csv')).toEqual({ records: 3, isTakenOver: false });
  write('a.csv', 'n,t\n1,z\n2,y\n');
  expect(await run('a.csv')).toEqual({ records: 2, isTakenOver: false });
  add('a.csv', '3,c\n4,c\n5,c\n6,c\n');
  expect(await run('a.csv')).toEqual({ records: 6, isTakenOver: false });
});

it('packed files are read whole', async () => {
  write('a.csv.gz', gzipSync('n,t\n1,x\n'));
  await run('a.csv.gz');
  write('a.csv.gz', gzipSync('n,t\n1,x\n2,y\n'));
  expect(await run('a.csv.gz')).toEqual({ records: 2, isTakenOver: false });
});

it('of several files the ones that come behind the others are read', async () => {
  write('m-01.csv', 'n,t\n1,x\n2,y\n');
  write('m-02.csv', 'n,t\n3,x\n');
  await run('m-*.csv');
  add('m-02.csv', '4,c\n');
  expect(await run('m-*.csv')).toEqual({ records: 4, isTakenOver: true });
  write('m-03.csv', 'n,t\n5,x\n2,x\n');
  expect(await run('m-*.csv')).toEqual({ records: 6, isTakenOver: true });
  expect(places().at(-1)).toEqual(['m-03.csv', 3, 8, '2']);
  write('m-00.csv', 'n,t\n0,x\n');
  expect(await run('m-*.csv')).toEqual({ records: 7, isTakenOver: false });
});

it('JSON lines grow as well, and new keys in them have everything read again', async () => {
  write('a.ndjson', '{"n":1,"t":"x"}\n{"n":2,"t":"y"}\n');
  await run('a.ndjson');
  add('a.ndjson', '{"n":3,"t":"z"}\n');
  expect(await run('a.ndjson')).toEqual({ records: 3, isTakenOver: true });
  add('a.ndjson', '{"n":4,"t":"z","more":1}\n');
  expect(await run('a.ndjson')).toEqual({ records: 4, isTakenOver: false });
});

it('a line that never ended is read again though a person mended it', async () => {
  write('a.csv', 'n,t\n1,x\n2,y\n3,c\n4,d\n6,"open\n');
  await run('a.csv');
  const { ask, close } = asked(() => workspace);
  const [id] = rowsOf(workspace, "select original_record_id from exceptions where status = 'open'")[0] ?? [];
  await ask().exceptions.decide({ dataset: 'a', recordId: Number(id), kind: 'fixed', cells: { n: '6', t: 'open' }, reason: 'x' });
  await close();
  add('a.csv', 'still open"\n');
  expect(await run('a.csv')).toEqual({ records: 5, isTakenOver: false });
});
