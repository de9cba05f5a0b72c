import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { newFolder, winnow } from '../winnow.ts';

const folders: string[] = [];
let folder = '';
beforeEach(() => {
  folder = newFolder();
  folders.push(folder);
});
afterAll(() => {
  for (const each of folders) rmSync(each, { recursive: true, force: true });
});

const yaml = (more: string): string => `winnow: 1
name: p
datasets:
  orders:
    source: { path: orders.csv }
    columns: { code: { type: text, unique: true }, user: { type: text }, amount: { type: integer, severity: warning }, day: { type: date } }
${more}
`;

interface Printed {
  readonly quality: string;
  readonly results: { readonly passed: number; readonly failed: number; readonly errors: number };
  readonly checks: readonly {
    readonly id: string;
    readonly status: string;
    readonly severity: string;
    readonly sentence: string;
  }[];
  readonly fileNotes: readonly { readonly note: string }[];
  readonly datasets: Readonly<Record<string, { readonly read: number }>>;
}

async function run(definition: string, lines: readonly string[] | undefined, more: readonly string[] = [], env = {}) {
  writeFileSync(join(folder, 'p.yaml'), definition);
  if (lines) writeFileSync(join(folder, 'orders.csv'), ['code,user,amount,day', ...lines, ''].join('\n'));
  const args = ['run', 'p.yaml', '--workspace', 'w.winnow', '--run-date', '2025-03-10', '--json', ...more];
  const ended = await winnow(args, folder, env);
  return { ...ended, printed: (ended.stdout.startsWith('{') ? JSON.parse(ended.stdout) : {}) as Printed };
}

const rows = (count: number): readonly string[] =>
  Array.from(
    { length: count },
    (_, index) => `o${index},${index % 4 === 0 ? '' : 'u'},${index % 10 === 0 ? 'x' : 1},2025-03-0${1 + (index % 8)}`,
  );
const statuses = ({ checks }: Printed) => Object.fromEntries(checks.map(({ id, status }) => [id, status]));

describe('a dataset is judged as a whole', () => {
  const expecting = yaml(`    expect:
      rows: { min: 30, max: 60, change: 20%, severity: warning }
      missing: { user: { max: 20% }, amount: { max: 0 } }
      failing: { max: 0.05, severity: critical }
    freshness: { column: day, warn: 36h, error: 4d }`);

  it('by what it is expected to hold, and the run goes on', async () => {
    const { code, printed } = await run(expecting, [...rows(40), 'o1,u,1,2025-03-08', 'o2,u,1,2199-01-01']);
    expect(code).toBe(0);
    expect(printed.checks.map(({ id, status, severity, sentence }) => [id, status, severity, sentence])).toEqual([
      ['rows_min', 'passed', 'warning', '42 records arrived; expected at least 30 records'],
      ['rows_max', 'passed', 'warning', '42 records arrived; expected at most 60 records'],
      ['rows_change', 'not applicable', 'warning', expect.anything()],
      ['user_missing', 'failed', 'error', 'user has no value in 23.8 % of the records; expected at most 20 %'],
      // A text that cannot be read is not missing.
      ['amount_missing', 'passed', 'error', 'amount has no value in 0 % of the records; expected at most 0 %'],
      ['failing', 'failed', 'critical', '9.5 % of the records are exceptions; expected at most 5 %'],
      // The newest day is 8 March, for 2199 is no day that has come; the day of the run ends with it.
      ['day_freshness', 'failed', 'warning', 'the newest day is 2 days old; expected at most 36 hours'],
    ]);
    expect(printed.quality).toBe('critical');
    expect(printed.results.failed).toBeGreaterThanOrEqual(5);
    expect((await winnow(['status', '--workspace', 'w.winnow'], folder)).code).toBe(0);
    expect((await run(expecting, rows(40), ['--fail-on', 'critical'])).printed.quality).toBe('error');
  });

  it('by the run before', async () => {
    await run(expecting, rows(40));
    expect(statuses((await run(expecting, rows(48))).printed)['rows_change']).toBe('passed');
    const { code, printed } = await run(expecting, rows(58), ['--fail-on', 'warning']);
    expect(printed.checks.find(({ id }) => id === 'rows_change')?.sentence).toBe(
      'the number of records differs from the previous run by 20.8 %; expected at most 20 %',
    );
    expect(code).toBe(1);
    expect(statuses((await run(expecting, rows(29))).printed)).toMatchObject({ rows_min: 'failed', rows_change: 'failed' });
  });

  it('and passes where nothing is wrong', async () => {
    const { printed } = await run(yaml(''), ['a,u,1,2025-03-01']);
    expect(printed.quality).toBe('passed');
    expect(printed.checks).toEqual([]);
  });

  it.each([
    ['expect: { missing: { usr: { max: 1% } } }', 'there is no column "usr"; did you mean user?'],
    ['freshness: { column: user, warn: 1d }', 'user is text: freshness needs a date or timestamp'],
    ['freshness: { column: day }', 'needs warn or error'],
    ['expect: { failing: { max: 5 } }', 'max'],
    ['freshness: { column: day, warn: soon }', 'must be a length of time such as 90m, 24h or 7d'],
  ])('%s is refused', async (wrong, sentence) => {
    const { code, stderr } = await run(yaml(`    ${wrong}`), ['a,u,1,2025-03-01']);
    expect(code).toBe(2);
    expect(stderr).toContain(sentence);
  });
});

describe('a file that is not there', () => {
  it('is refused, or a warning where the definition says so', async () => {
    expect((await run(yaml(''), undefined)).code).toBe(2);
    const lenient = yaml('    missing: warn');
    const { code, printed, stderr } = await run(lenient, undefined);
    expect(code, stderr).toBe(0);
    expect(printed.datasets['orders']?.read).toBe(0);
    expect(printed.fileNotes[0]?.note).toMatch(/orders\.csv does not exist or is empty$/);
    expect(printed.quality).toBe('warning');
    // The next day it is there.
    const next = await run(lenient, rows(3));
    expect(next.printed.datasets['orders']?.read).toBe(3);
    expect(next.printed.fileNotes).toEqual([]);
    writeFileSync(join(folder, 'orders.csv'), '');
    expect((await run(lenient, undefined)).printed.datasets['orders']?.read).toBe(0);
  });

  it('is looked for where the environment says', async () => {
    const named = yaml('').replace('orders.csv', `'$\{INBOX}/orders.csv'`);
    const unset = await run(named, rows(2));
    expect(unset.code).toBe(2);
    expect(unset.stderr).toContain('the environment variable INBOX');
    expect((await run(named, rows(2), [], { INBOX: folder })).printed.datasets['orders']?.read).toBe(2);
    const elsewhere = newFolder();
    folders.push(elsewhere);
    writeFileSync(join(elsewhere, 'orders.csv'), 'code,user,amount,day\na,u,1,2025-03-01\n');
    expect((await run(yaml(''), rows(2), [], { DATA_DIR: elsewhere })).printed.datasets['orders']?.read).toBe(1);
  });
});
