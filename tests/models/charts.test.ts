import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asked } from '../asked.ts';
import { newFolder, winnow } from '../winnow.ts';

it('a chart that names a column its SQL does not give is refused, with those that it gives', async () => {
  const folder = newFolder();
  writeFileSync(join(folder, 's.csv'), 'region,amount\nNorth,1\n');
  writeFileSync(
    join(folder, 'p.yaml'),
    `winnow: 1
name: p
datasets:
  s: { source: { path: s.csv }, columns: { region: { type: text }, amount: { type: integer } } }
charts:
  - { id: by_region, title: By region, kind: bar, sql: select region, sum(amount) as total from clean_s group by 1, x: region, y: amount }
`.replace(/sql: (.+), x/, 'sql: "$1", x'),
  );
  const { code, stderr } = await winnow(['run', 'p.yaml'], folder);
  expect(code).toBe(2);
  expect(stderr).toContain('the chart by_region: its sql gives no column amount; it gives region, total');
});

describe('a chart that is described', () => {
  const folder = newFolder();
  const { ask, close } = asked(() => join(folder, 'p.winnow'));
  afterAll(close);
  const yaml = `winnow: 1
name: p
currency: EUR
datasets:
  s:
    source: { path: s.csv }
    columns: { region: { type: text }, day: { type: date }, amount: { type: decimal, scale: 2 } }
`;
  beforeAll(async () => {
    writeFileSync(
      join(folder, 's.csv'),
      'region,day,amount\nN,2024-01-05,1.10\nS,2024-01-20,2.20\nN,2024-02-01,4\n,2024-02-02,8\n',
    );
    writeFileSync(join(folder, 'p.yaml'), yaml);
    expect((await winnow(['run', 'p.yaml', '--workspace', 'p.winnow'], folder)).code).toBe(0);
  });
  const build = (spec: object) =>
    ask().charts.build({ yaml, spec: { table: 's', kind: 'bar', measure: { of: 'rows' }, ...spec } as never });

  it('draws what it says, and stands in the pipeline afterwards', async () => {
    const bars = await build({ measure: { of: 'sum', column: 'amount' }, by: 'region' });
    expect(bars.rows).toEqual([
      ['N', 5.1],
      ['S', 2.2],
    ]);
    expect(bars.money).toEqual(['amount']);
    expect(bars.chart).toMatchObject({
      id: 'total_amount_by_region',
      title: 'Total amount by region',
      dataset: 's',
      column: 'region',
    });
    const line = await build({ kind: 'line', by: 'day', step: 'month', series: 'region', page: 'Months' });
    expect(line.rows).toEqual([
      ['2024-01', 'N', 1],
      ['2024-01', 'S', 1],
      ['2024-02', null, 1],
      ['2024-02', 'N', 1],
    ]);
    expect(line.chart).toMatchObject({ isPrefix: true, column: 'day', page: 'Months' });
    const number = await build({ kind: 'kpi', measure: { of: 'different', column: 'region' } });
    expect(number.rows).toEqual([[2]]);
    writeFileSync(join(folder, 'p.yaml'), line.yaml);
    expect((await winnow(['run', 'p.yaml', '--workspace', 'p.winnow'], folder)).code).toBe(0);
    expect((await ask().charts.list({})).charts.map(({ title }) => title)).toEqual(['Records by month and region']);
  });

  it('says what is missing', async () => {
    await expect(build({})).rejects.toThrow('say by which column');
    await expect(build({ by: 'town' })).rejects.toThrow('there is no column "town" in s');
    await expect(build({ by: 'region', measure: { of: 'sum', column: 'region' } })).rejects.toThrow('not a column of numbers');
    await expect(build({ table: 't', by: 'region' })).rejects.toThrow('there is no dataset or model "t"');
  });
});
