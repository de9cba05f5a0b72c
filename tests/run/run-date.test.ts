import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { changingPart, withRunDate } from '#core/sql/run-date.ts';
import { newFolder, winnow } from '../winnow.ts';

describe('SQL that would give another result another day', () => {
  it.each([
    ["select date('now')", "date(… 'now' …)"],
    ["select date ( 'NOW ', '-1 day')", "date(… 'NOW ' …)"],
    ['select date("now")', 'date(… "now" …)'],
    ['select date()', 'date()'],
    ["select strftime('%Y')", "strftime('%Y')"],
    ['select unixepoch()', 'unixepoch()'],
    ["select datetime(x, 'localtime')", "datetime(… 'localtime' …)"],
    ['select random() from t', 'random()'],
    ['select hex(randomblob(4))', 'randomblob()'],
    ['select current_date', 'current_date'],
    ["select date(('now'))", "date(… 'now' …)"],
    ["select date(trim('now'))", "date(… 'now' …)"],
    ['select "random"()', '"random"()'],
    ["select datetime('subsec')", "datetime(… 'subsec' …)"],
    ["select julianday('now') - julianday(d)", "julianday(… 'now' …)"],
  ])('%s is refused by name', (query, part) => expect(changingPart(query)).toBe(part));

  it.each([
    'select date(order_date) from t',
    "select strftime('%Y', max(d)) from t",
    'select "current_date" from t',
    "select 'now', x -- date('now')",
    'select max(date(d)) /* random() */ from t',
    'select t.random, a as current_time from t',
  ])('%s is not', (query) => expect(changingPart(query)).toBeUndefined());

  it('names the date of the run where it says so, and nowhere else', () => {
    expect(withRunDate(`select :run_date, ':run_date', ":run_date" -- :run_date`, '2024-02-29')).toBe(
      `select '2024-02-29', ':run_date', ":run_date" -- :run_date`,
    );
  });
});

it('a run is about the date that it is given: in rules, models and charts', async () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'd.csv'), 'k,d\n1,2024-01-01\n2,2024-06-01\n');
  const definition = (sql: string): string => `winnow: 1
name: d
datasets:
  d: { source: { path: d.csv }, columns: { k: { type: text }, d: { type: date } }, rules: [{ id: past, rule: date-window, column: d, max: today }] }
models: [{ name: ages, sql: "${sql}" }]
`;
  writeFileSync(
    join(folder, 'p.yaml'),
    definition('select k, cast(julianday(:run_date) - julianday(d) as integer) as days from clean_d'),
  );
  const run = (...more: string[]) => winnow(['run', 'p.yaml', '--workspace', 'w.winnow', '--json', ...more], folder);
  const ended = await run('--run-date', '2024-03-01');
  expect(JSON.parse(ended.stdout).datasets.d).toMatchObject({ clean: 1, violations: { past: 1 } });
  const database = new Database(join(folder, 'w.winnow'), { readonly: true });
  expect(database.prepare('select k, days from ages').raw().all()).toEqual([['1', 60]]);
  database.close();
  expect((await run('--run-date', '2024-02-30')).code).toBe(2);
  writeFileSync(join(folder, 'p.yaml'), definition("select date('now') as day from clean_d"));
  expect(await run()).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/the model ages uses date\(… 'now' …\).*:run_date/),
  });
});

it('the shipped samples do not age', async () => {
  const folder = newFolder();
  const ended = await winnow(['run', 'sales', '--workspace', 'w.winnow', '--out', 'out', '--json'], folder);
  expect(JSON.parse(ended.stdout).datasets.sales).toMatchObject({ read: 4000, clean: 3340 });
  const database = new Database(join(folder, 'w.winnow'), { readonly: true });
  expect(database.prepare('select today from runs').pluck().get()).toBe('2024-12-31');
});
