import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { asked } from '../asked.ts';
import { rowsOf } from '../rows-of.ts';
import { newFolder, startWinnow, winnow } from '../winnow.ts';

/** A folder in which one pipeline reads `a.csv`; what it is made of may be rewritten between runs. */
function small(columns: string, csv: string, more = '') {
  const folder = newFolder();
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  const define = (of: string, rest = ''): void =>
    write('p.yaml', `winnow: 1\nname: p\ndatasets:\n  a:\n    source: { path: a.csv }\n    columns: { ${of} }\n${rest}`);
  define(columns, more);
  write('a.csv', csv);
  const path = join(folder, 'p.winnow');
  return {
    folder,
    path,
    write,
    define,
    read: (name: string): string => readFileSync(join(folder, name), 'utf8'),
    run: (...args: readonly string[]) => winnow(['run', 'p.yaml', ...args], folder),
    winnow: (...args: readonly string[]) => winnow(args, folder),
    rows: (sql: string) => rowsOf(path, sql),
  };
}

it('a run after one that was cut off has what that one alone had read', async () => {
  const { folder, write, rows, run } = small(
    'k: { type: text }, v: { type: integer }',
    'k,v\n1,2\n2,3\n',
    '  b:\n    source: { path: b.csv }\n    columns: { k: { type: text } }\n',
  );
  write('b.csv', `k\n${Array.from({ length: 400_000 }, (_, index) => `k${index}`).join('\n')}\n`);
  const cut = startWinnow(['run', 'p.yaml', '--json'], folder, { WINNOW_BATCH_ROWS: '1000' });
  const isHalf = (): boolean => {
    try {
      return Number(rows("select max(next_row) from run_sources where dataset = 'b'")[0]?.[0]) > 1000;
    } catch {
      return false;
    }
  };
  while (!isHalf()) await new Promise((resolve) => setTimeout(resolve, 10));
  cut.process.kill('SIGKILL');
  await cut.ended;
  const { code, stderr } = await run();
  expect(code, stderr).toBe(0);
  expect(rows('select k, v from clean_a order by id')).toEqual([
    ['1', 2],
    ['2', 3],
  ]);
});

it('a decision that did not fit the run before does not come back with the next', async () => {
  const {
    write,
    run,
    winnow: tell,
    rows,
  } = small('k: { type: text }, v: { type: integer, max: 10 }', 'k,v\n1,5\n2,99\n', '    key: [k]\n');
  await run();
  expect((await tell('exceptions', 'fix', '1', '--set', 'v=7')).code).toBe(0);
  for (const value of [98, 99]) {
    write('a.csv', `k,v\n1,5\n2,${value}\n`);
    await run();
    expect(rows('select status from exception_rows'), String(value)).toEqual([['open']]);
  }
  await run();
  expect(rows("select count(*) from audit_log where event_type = 'records_taken_over'")).toEqual([[1]]);
  expect(rows('select status, since from exception_rows')).toEqual([['open', 'persisting']]);
});

it('a queue brings back the column that it was, whatever other columns are called', async () => {
  const {
    run,
    winnow: tell,
    write,
    read,
  } = small(
    'k: { type: text }, price: { type: integer }, price_value: { type: integer }, status: { type: text, values: [ok] }',
    'k,price,price_value,status\n1,10,99,bad\n2,11,98,ok\n',
  );
  await run();
  await tell('export', '--dataset', 'a', '--what', 'exceptions', '--out', 'q.csv');
  expect(read('q.csv')).toContain(',price,price_value,status_value,');
  write('q.csv', read('q.csv').replace(',bad,', ',ok,'));
  const { stdout } = await tell('exceptions', 'import', 'q.csv', '--dataset', 'a');
  expect(stdout).toMatch(/^1 record changed, 1 of them clean/);
  await tell('export', '--dataset', 'a', '--out', 'c.csv');
  expect(read('c.csv')).toBe('k,price,price_value,status\n1,10,99,ok\n2,11,98,ok\n');
});

it('a change pack may hold every sign that some call the end of a line', async () => {
  const {
    run,
    winnow: tell,
    read,
  } = small('k: { type: text }, t: { type: text }', 'k,t\n1, x\u2028y\u2029z\u0085 \n2,b\n', '    clean: [ { step: trim } ]\n');
  await run();
  await tell('export', '--dataset', 'a', '--what', 'pack', '--out', 'a.pack');
  await tell('export', '--dataset', 'a', '--out', 'c.csv');
  const { code, stderr } = await tell('apply-changes', 'a.pack', 'a.csv', '--out', 'again.csv');
  expect(code, stderr).toBe(0);
  expect(read('again.csv')).toBe(read('c.csv'));
});

it('no export takes the place of the file that was read', async () => {
  const { run, winnow: tell, read } = small('k: { type: text, values: [x] }', 'k\nx\ny\n');
  await run();
  const { code, stderr } = await tell('export', '--dataset', 'a', '--out', 'a.csv', '--force');
  expect([code, stderr]).toEqual([2, expect.stringContaining('is the file that was read')]);
  expect(read('a.csv')).toBe('k\nx\ny\n');
});

it('a model may go that bore the name of a view which every workspace has', async () => {
  const { run, define, rows } = small(
    'k: { type: text }',
    'k\nx\n',
    'models: [{ name: analytics_summary, sql: "select count(*) as c from clean_a" }]\n',
  );
  await run();
  expect(rows('select c from analytics_summary')).toEqual([[1]]);
  define('k: { type: text }');
  await run();
  expect(rows('select count(*) from analytics_summary')).toEqual([[0]]);
});

it('rules over all records are judged though the key is too far to the right to be stored', async () => {
  const names = Array.from({ length: 1992 }, (_, index) => `c${index}`);
  const { run, rows } = small(
    names.map((name, index) => `${name}: { type: text${index === 0 ? ', unique: true' : ''} }`).join(', '),
    `${names.join(',')}\n${[1, 2].map((row) => ['dup', ...names.slice(1).map(() => row)].join(',')).join('\n')}\n`,
    '    key: [c1991]\n',
  );
  expect((await run('--fail-on', 'warning')).code).toBe(1);
  expect(rows("select failed from rule_results where rule_id = 'c0_unique'")).toEqual([[2]]);
});

it('a rule that could not be evaluated is told, and no gate lets it pass', async () => {
  const { run, path, winnow: tell } = small('k: { type: integer }', 'k\n1\n');
  await run();
  const database = new Database(path);
  database.exec(
    "update rule_results set status = 'could not be evaluated', note = 'could not be evaluated: no reason' where rule_id = 'k_type'",
  );
  database.close();
  const { stdout } = await tell('status');
  expect(stdout).toContain('✗ k_type could not be evaluated: no reason');
});

it('an undo leaves the reasons in the order in which the run found them', async () => {
  const { run, rows, winnow: tell } = small('k: { type: text, unique: true }, v: { type: integer }', 'k,v\nA,x\nA,y\nB,1\n');
  await run();
  const before = rows('select error_details from exceptions order by original_record_id');
  await tell('exceptions', 'set', '--dataset', 'a', '--column', 'v', '--to', '1');
  await tell('exceptions', 'undo');
  expect(rows('select error_details from exceptions order by original_record_id')).toEqual(before);
});

describe('totals that are no numbers', () => {
  it.each([
    ['select 9e999', 'select 5', 'needs one number on each side'],
    ['select v from clean_a', 'select 2', 'one is 2 rows'],
    ["select 'abc'", "select 'xyz'", 'one is "abc"'],
  ])('%s and %s are not the same', async (left, right, why) => {
    const { run } = small(
      'v: { type: integer }',
      'v\n2\n3\n',
      `reconciliations: [{ id: r, left: "${left}", right: "${right}" }]\n`,
    );
    const { code, stderr } = await run();
    expect(code).toBe(3);
    expect(stderr).toContain(why);
  });
});

it('numbers without a fixed number of places are filtered, sorted and summed as numbers', async () => {
  const { run, path } = small(
    'd: { type: decimal }, b: { type: boolean }',
    'd,b\n10,yes\n9.5,no\n100.25,no\n-3,yes\n5.0,no\n,yes\n',
  );
  await run();
  const { ask, close } = asked(() => path);
  const ids = async (of: object): Promise<readonly number[]> =>
    (await ask().records.page({ dataset: 'a', what: 'clean', ...of })).ids;
  const by = (operator: 'greater' | 'equals' | 'less', value: string | number) =>
    ids({ filter: [{ column: 'd', operator, value }] });
  expect(await by('greater', 5)).toEqual([1, 2, 3]);
  expect(await by('equals', '5')).toEqual([5]);
  expect(await by('less', '9.50')).toEqual([4, 5]);
  expect(await ids({ sort: [{ column: 'd', direction: 'descending' }] })).toEqual([3, 1, 2, 5, 4, 6]);
  expect(await ask().records.sum({ dataset: 'a', what: 'clean', column: 'd' })).toEqual({ count: 6, sum: '121.75' });
  await expect(ask().records.sum({ dataset: 'a', what: 'clean', column: 'none' })).rejects.toThrow(/none/);
  await expect(by('equals', 'many')).rejects.toThrow(/not a number/);
  await expect(ids({ filter: [{ column: 'b', operator: 'equals', value: 'x' }] })).rejects.toThrow(/neither/);
  await expect(ids({ filter: [{ column: 'd', operator: 'contains', value: 'x'.repeat(100_000) }] })).rejects.toThrow(/at most/);
  await close();
});

it('a search finds numbers by their whole value, and nothing is a number that is not one', async () => {
  const { run, path } = small('d: { type: decimal, scale: 2 }, n: { type: integer }', 'd,n\n1.01,10\n0,0\n1.50,7\n');
  await run();
  const { ask, close } = asked(() => path);
  const found = async (search: string): Promise<number> =>
    (await ask().records.page({ dataset: 'a', what: 'clean', search })).total;
  for (const [search, count] of [
    ['1.006', 0],
    ['0xa', 0],
    [' ', 0],
    ['1e1', 0],
    ['1.5', 1],
    ['1,5', 1],
    ['10.0', 1],
    ['0', 1],
  ] as const)
    expect([search, await found(search)]).toEqual([search, count]);
  await close();
});
