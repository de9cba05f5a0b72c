import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rowsOf } from '../rows-of.ts';
import { newFolder, winnow } from '../winnow.ts';

const folder = newFolder();
const out = join(folder, 'w-exports');
const workspace = join(folder, 'w.winnow');

const definition = `winnow: 1
name: shop
datasets:
  sales:
    source: { path: sales.csv }
    columns: { day: { type: text }, amount: { type: integer } }
models:
  - { name: days, sql: "select day, sum(amount) as amount from clean_sales group by day order by day" }
  - { name: shares, sql: "select day, amount, 50 as share from days", columns: { share: { type: integer }, day: { type: integer } } }
  - { name: best, sql: "select * from (select day, max(share) as share from shares)" }
  - { name: rows, sql: "select count(*) as rows from clean_sales", rules: [{ id: any, rule: range, column: rows, min: 1 }] }
reconciliations:
  - { id: all_days, left: select sum(amount) from days, right: select sum(amount) from clean_sales }
  - { id: wrong, left: select 1, right: select 2 }
  - { id: shares_add_up, left: select sum(share) from shares, right: select 100 }
exports:
  - { dataset: sales, what: clean }
  - { model: best }
  - { model: rows }
  - { model: days, to: sqlite, path: marts.db }
  - { model: shares, to: sqlite, path: marts.db }
`;

beforeAll(() => {
  writeFileSync(join(folder, 'sales.csv'), 'day,amount\nMonday,2\nTuesday,3\n');
  writeFileSync(join(folder, 'p.yaml'), definition);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (...options: readonly string[]) =>
  winnow(['run', 'p.yaml', '--workspace', workspace, '--json', '--log-level', 'ERROR', ...options], folder);

it('a model that fails ends the run, and nothing is published', async () => {
  const { code, stderr } = await run();
  expect(code).toBe(3);
  expect(stderr).toContain('the model shares cannot be built from these records');
  expect(existsSync(join(out, 'sales-clean.csv'))).toBe(false);
});

describe('a run that is told to continue', () => {
  it('goes on without what failed and what depends on it, names each, and ends with 1', async () => {
    const { code, stdout } = await run('--on-failure', 'continue');
    expect(code).toBe(1);
    const { status, quality, failures, outputs, tables, checks } = JSON.parse(stdout);
    expect([status, quality]).toEqual(['succeeded', 'critical']);
    expect(failures).toEqual([
      { part: 'model', name: 'shares', reason: expect.stringContaining('its column day is to hold integer values') },
      { part: 'model', name: 'best', reason: 'it reads the model shares, which was not built' },
      { part: 'reconciliation', name: 'wrong', reason: 'the totals of wrong differ: 1 and 2' },
      { part: 'reconciliation', name: 'shares_add_up', reason: 'it reads the model shares, which was not built' },
      { part: 'export', name: 'best.csv', reason: 'the model best was not built, so nothing was written of it' },
      { part: 'table', name: 'days, shares', reason: 'the model shares was not built, so nothing was written of it' },
    ]);
    expect(outputs.map(({ subject }: { readonly subject: string }) => subject)).toEqual(['sales', 'rows']);
    expect(tables).toEqual([]);
    expect(checks).toHaveLength(1);
    expect(readFileSync(join(out, 'rows.csv'), 'utf8')).toBe('rows\n2\n');
    expect(rowsOf(workspace, 'select day, amount from days')).toEqual([
      ['Monday', 2],
      ['Tuesday', 3],
    ]);
    expect(rowsOf(workspace, 'select * from shares')).toEqual([]);
    const { stdout: text } = await winnow(['runs', 'list', '--workspace', workspace, '--json'], folder);
    expect(text).toContain('shares_add_up');
  });

  it('builds again what failed, though its records are taken over', async () => {
    writeFileSync(
      join(folder, 'p.yaml'),
      definition.replace(', day: { type: integer }', '').replace('select 1, right', 'select 2, right'),
    );
    const { code, stdout } = await run('--on-failure', 'continue');
    expect(code, stdout).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ quality: 'passed', failures: [] });
    expect(rowsOf(workspace, 'select day, share from best')).toEqual([['Monday', 50]]);
    expect(existsSync(join(out, 'marts.db'))).toBe(true);
  });

  it('also by its configuration; another word is refused', async () => {
    writeFileSync(join(folder, 'p.yaml'), definition);
    writeFileSync(join(folder, 'config.yaml'), 'on_failure: continue\n');
    expect((await run('--config', 'config.yaml')).code).toBe(1);
    const { code, stderr } = await run('--on-failure', 'ignore');
    expect([code, stderr]).toEqual([2, expect.stringContaining('--on-failure ignore: choose one of stop, continue')]);
  });
});

describe('what reads a model that failed', () => {
  const own = join(folder, 'readers');
  const path = join(own, 'w.winnow');
  const go = (): ReturnType<typeof winnow> =>
    winnow(['run', 'p.yaml', '--workspace', path, '--json', '--log-level', 'ERROR', '--on-failure', 'continue'], own);
  const failures = (stdout: string): readonly unknown[] =>
    JSON.parse(stdout).failures.map(({ name, reason }: { readonly name: string; readonly reason: string }) => [
      name,
      reason.startsWith('it reads the model bad') ? 'reads bad' : 'fails',
    ]);
  beforeAll(() => {
    mkdirSync(own);
    writeFileSync(join(own, 'o.csv'), 'k,q\na,1\nb,2\n');
    writeFileSync(join(own, 'c.csv'), 'k\nx\ny\n');
    writeFileSync(
      join(own, 'p.yaml'),
      `winnow: 1
name: shop
datasets:
  o: { source: { path: o.csv }, columns: { k: { type: text, unique: true }, q: { type: integer } } }
  c: { source: { path: c.csv }, columns: { k: { type: text } } }
models:
  - { name: bad, sql: "select k, json_extract(k, '$') as n from clean_o where q > 2" }
  - { name: reader, sql: select count(*) as n from bad join clean_c }
  - { name: by_name, sql: 'select count(*) as n from "BAD"' }
  - { name: by_text, sql: "select count(*) as n from 'bad'" }
  - { name: alias, sql: select count(*) as bad from clean_o }
`,
    );
  });

  it('fails as well, however it names it and though its other tables are the same; an alias of that name reads nothing', async () => {
    const { code, stdout } = await go();
    expect([code, failures(stdout)]).toEqual([0, []]);
    writeFileSync(join(own, 'o.csv'), 'k,q\na,1\nb,2\nc,3\n');
    const again = await go();
    expect(failures(again.stdout)).toEqual([
      ['bad', 'fails'],
      ['reader', 'reads bad'],
      ['by_name', 'reads bad'],
      ['by_text', 'reads bad'],
    ]);
    expect(rowsOf(path, 'select bad from alias')).toEqual([[3]]);
  });

  it('is built with the others after decisions, as far as it can be', async () => {
    expect((await winnow(['runs', 'refresh', '--workspace', path], own)).code).toBe(0);
    const [run] = JSON.parse((await winnow(['runs', 'list', '--workspace', path, '--json'], own)).stdout);
    expect(run.failures).toHaveLength(4);
  });
});
