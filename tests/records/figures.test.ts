import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { FiguresQuery, MoveQuery } from '#core/contract/figures.ts';
import { withClient } from '#core/hosts/cli/client.ts';
import { addDays } from '#core/quality/expression/calendar.ts';
import { runHere } from '../run-here.ts';
import { newFolder } from '../winnow.ts';

const pipeline = `winnow: 1
name: bills
holidays: [2024-05-17, 2024-12-25, 2024-12-26]
datasets:
  bills:
    source: { path: bills.csv }
    columns:
      bill: { type: text }
      day: { type: date }
      region: { type: text, required: true }
      amount: { type: decimal, scale: 2 }
`;

/** A year of bills: one a day, a hundred on the first of each month; those of the North double in July. */
function bills(missing: readonly string[] = []): string {
  const lines: string[] = [];
  for (let day = '2024-01-01'; day < '2025-01-01'; day = addDays(day, 1) ?? day) {
    if (missing.includes(day)) continue;
    const bills = day.endsWith('-01') ? 100 : 2;
    for (let bill = 0; bill < bills; bill++) {
      const region = ['North', 'South', 'East', 'West'][bill % 4] ?? '';
      const amount = region === 'North' && day.startsWith('2024-07') ? 20 : 10;
      lines.push(`${day}-${bill},${day},${region},${amount}`);
    }
  }
  return `bill,day,region,amount\n${lines.join('\n')}\n`;
}

async function workspaceOf(csv: string) {
  const folder = newFolder();
  writeFileSync(join(folder, 'p.yaml'), pipeline);
  writeFileSync(join(folder, 'bills.csv'), csv);
  const { code, stderr } = await runHere(folder, 'p.yaml', 'w.winnow');
  expect(code, stderr).toBe(0);
  const workspace = join(folder, 'w.winnow');
  return {
    overTime: (query: Partial<FiguresQuery> = {}) =>
      withClient(workspace, (ask) => ask.figures.overTime({ dataset: 'bills', ...query })),
    moved: (query: Partial<MoveQuery> & Pick<MoveQuery, 'before' | 'after'>) =>
      withClient(workspace, (ask) => ask.figures.moved({ dataset: 'bills', ...query })),
    label: (day: string, label: 'expected' | null) =>
      withClient(workspace, (ask) => ask.figures.label({ dataset: 'bills', day, label })),
  };
}

const months = (before: string, after: string) => ({
  before: { from: `2024-${before}-01`, to: `2024-${before}-28` },
  after: { from: `2024-${after}-01`, to: `2024-${after}-28` },
});

it('billing on the first is usual, missing billing is not; a label holds for that figure of that day', async () => {
  const { overTime, label } = await workspaceOf(bills(['2024-09-01']));
  const unusual = async () => (await overTime()).days.filter(({ sentence }) => sentence !== null);
  const [found, ...others] = await unusual();
  expect(others).toEqual([]);
  expect(found).toMatchObject({ day: '2024-09-01', value: 0, expected: 100, label: null });
  expect(found?.sentence).toMatch(/^Sunday, 2024-09-01: 0 records, below \d+(\.\d+)?; 100 is usual for day 1 of a month$/);
  await label('2024-09-01', 'expected');
  expect((await unusual())[0]?.label).toBe('expected');
  const amounts = await overTime({ measure: { of: 'sum', column: 'amount' } });
  expect(amounts.days.find(({ day }) => day === '2024-09-01')).toMatchObject({ label: null, value: 0 });
  await label('2024-09-01', null);
  expect((await unusual())[0]?.label).toBe(null);
});

it('a segment that explains how a sum moved comes first, and its filter leaves its records', async () => {
  const { moved } = await workspaceOf(bills());
  const found = await moved({ measure: { of: 'sum', column: 'amount' }, ...months('06', '07') });
  expect(found.sentence).toBe(
    'amount rose from 1,540 to 2,060; 154 records before, 154 after, with a mean of 10 before and 13.38 after',
  );
  expect(found.segments[0]).toMatchObject({
    sentence: 'region North explains 100 % of it: 520 became 1,040',
    share: 1,
    before: { value: 520, records: 52 },
    after: { value: 1040, records: 52 },
    filter: [
      { column: 'day', operator: 'at least', value: '2024-07-01' },
      { column: 'day', operator: 'less', value: '2024-07-29' },
      { column: 'region', operator: 'one of', values: ['North'] },
    ],
  });
});

it('shares of exceptions and of missing values are figures too; what does not suit is refused', async () => {
  const csv = bills()
    .replaceAll(/(2024-08-\d\d),East/g, '$1,')
    .replaceAll(/(2024-03-\d\d,\w+),10/g, '$1,');
  const { overTime, moved } = await workspaceOf(csv);
  const shares = await overTime({ measure: { of: 'exceptions' } });
  expect(shares.days.find(({ day }) => day === '2024-08-01')).toMatchObject({ value: 0.25, records: 100 });
  const missing = await overTime({ measure: { of: 'missing', column: 'amount' } });
  expect(missing.days.filter(({ value }) => value === 1).length).toBe(31);
  const found = await moved({ measure: { of: 'exceptions' }, ...months('07', '08') });
  expect(found.sentence).toBe('exceptions rose from 0 % to 16.2 %; 154 records before, 154 after');
  expect(found.segments[0]?.sentence).toBe('region (none) explains 100 % of it: 0 % of all records became 16.2 %');
  await expect(overTime({ date: 'region' })).rejects.toThrow('"region" is no column of dates; there are day');
  await expect(overTime({ measure: { of: 'sum', column: 'region' } })).rejects.toThrow(
    '"region" cannot be taken; there are amount',
  );
  await expect(overTime({ measure: { of: 'sum' } })).rejects.toThrow();
});

it('a date far from all others does not stretch the figure over centuries', async () => {
  const { overTime } = await workspaceOf(`${bills()}old,1901-01-01,North,10\nodd,9999-12-31,North,10\nnone,,North,10\n`);
  const { days, outside, undated } = await overTime();
  expect([days.length, days[0]?.day, outside, undated]).toEqual([366, '2024-01-01', 2, 1]);
});
