import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AnomalyList, AnomalyQuery } from '#core/contract/anomalies.ts';
import { withClient } from '#core/hosts/cli/client.ts';
import { runHere } from '../run-here.ts';
import { newFolder, winnow } from '../winnow.ts';

const all = 100_000;

describe('unusual records that were planted', () => {
  it.each(['anomaly_5', 'anomaly_10'])('are found in %s, and few others', async (name) => {
    const folder = newFolder();
    expect((await winnow(['generate', 'transactions', '--set', name, '--out', '.'], folder)).code).toBe(0);
    const place = join(folder, 'raw/anomaly', name);
    const workspace = join(folder, 'w.winnow');
    const input = `transactions=${join(place, 'transactions.csv')}`;
    const ran = await winnow(['run', 'transactions', '--input', input, '--workspace', workspace, '--out', 'out'], folder);
    expect(ran.code, ran.stderr).toBeLessThan(2);
    const found = await find(workspace, { dataset: 'transactions', limit: all });
    const records = new Set(found.anomalies.map(({ record }) => record));
    const planted = plantedIn(join(place, 'transactions.planted.csv'));
    const recall = (kind: string): number => {
      const rows = planted.filter((one) => one.kind === kind).map(({ row }) => row);
      expect(rows.length, kind).toBeGreaterThan(10);
      return rows.filter((row) => records.has(row)).length / rows.length;
    };
    for (const kind of ['extreme_revenue', 'extreme_quantity', 'extreme_discount'])
      expect(recall(kind), kind).toBeGreaterThanOrEqual(0.95);
    for (const kind of ['suspicious_combination', 'price_manipulation']) expect(recall(kind), kind).toBeGreaterThanOrEqual(0.8);
    const odd = new Set(planted.map(({ row }) => row));
    expect([...records].filter((row) => odd.has(row)).length / records.size).toBeGreaterThanOrEqual(0.9);
  });
});

const pipeline = `winnow: 1
name: meters
datasets:
  readings:
    source: { path: readings.csv }
    key: [no]
    columns: { no: { type: integer }, site: { type: text }, power: { type: decimal, scale: 1 }, heat: { type: decimal, scale: 1 } }
    anomalies:
      by: [site]
      method: modified-z
      patterns: [{ name: power without heat, when: heat = 0 and power > 5, score: 3 }]
`;

/** Readings of two sites, one of which is a hundred times the other; reading 7 is far off at its own site and ordinary at the other. */
function readings(change: Readonly<Record<number, string>> = {}): string {
  const lines = Array.from({ length: 80 }, (_, index) => {
    const id = index + 1;
    const isLarge = id % 2 === 0;
    const power = (isLarge ? 1000 : 10) + ((id * 7) % 11) / 10;
    return change[id] ?? `${id},${isLarge ? 'large' : 'small'},${power.toFixed(1)},${(power / 2).toFixed(1)}`;
  });
  return `no,site,power,heat\n${lines.join('\n')}\n`;
}

function meters() {
  const folder = newFolder();
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'p.yaml'), pipeline);
  const workspace = join(folder, 'w.winnow');
  return {
    workspace,
    run: async (csv: string): Promise<void> => {
      writeFileSync(join(folder, 'readings.csv'), csv);
      const { code, stderr } = await runHere(folder, 'p.yaml', 'w.winnow');
      expect(code, stderr).toBe(0);
    },
    seen: async (query: Partial<AnomalyQuery> = {}) => {
      const { anomalies } = await find(workspace, { dataset: 'readings', limit: all, ...query });
      return anomalies.map(({ record, column, label }) => `${record} ${column}${label === null ? '' : ` ${label}`}`);
    },
    label: (record: number, column: string, label: 'expected' | 'data error' | null) =>
      withClient(workspace, (ask) => ask.anomalies.label({ dataset: 'readings', record, column, label })),
  };
}

function find(workspace: string, query: AnomalyQuery): Promise<AnomalyList> {
  return withClient(workspace, (ask) => ask.anomalies.find(query));
}

/** Which rows have which kind of defect; a row may have several. */
function plantedIn(path: string): readonly { readonly row: number; readonly kind: string }[] {
  const [, ...lines] = readFileSync(path, 'utf8').trim().split('\n');
  return lines.map((line) => line.split(',')).map(([row, kind = '']) => ({ row: Number(row), kind }));
}

const odd = { 7: '7,small,990.0,495.0' };

it('says by what, against whom and how far something is unusual', async () => {
  const { run, workspace } = meters();
  await run(readings({ ...odd, 12: '12,large,1000.5,0' }));
  const { anomalies, judged } = await find(workspace, { dataset: 'readings', columns: ['power'], limit: all });
  expect(judged).toBe(80);
  expect(anomalies).toMatchObject([
    { kind: 'pattern', record: 12, score: 3, limit: 2, sentence: 'power without heat' },
    {
      kind: 'value',
      record: 7,
      column: 'power',
      value: 990,
      among: ['small'],
      peers: 39,
      alsoBy: ['z-score', 'iqr', 'percentile'],
    },
  ]);
  const [, value] = anomalies;
  expect(value?.sentence).toMatch(/^power is 990, above 1\d\.\d+; the median of 39 other records with site small is 10\.\d+$/);
});

it('among all records, one that is ordinary elsewhere is not unusual', async () => {
  const { run, seen } = meters();
  await run(readings(odd));
  expect(await seen({ columns: ['power'] })).toEqual(['7 power']);
  expect(await seen({ columns: ['power'], by: [], method: 'iqr' })).toEqual([]);
});

it('amounts of which most are small are compared by their logarithms, unless the pipeline says otherwise', async () => {
  const { run, workspace } = meters();
  // From 1 to 1,000, evenly by their logarithms, and one a thousand times as large as the largest.
  const amounts = Array.from({ length: 100 }, (_, index) => (index === 50 ? 1e6 : 10 ** (index / 33)));
  await run(`no,site,power,heat\n${amounts.map((amount, index) => `${index + 1},one,${amount.toFixed(1)},1`).join('\n')}\n`);
  const query = { dataset: 'readings', columns: ['power'], method: 'iqr', limit: all } as const;
  const byLogarithm = await find(workspace, { ...query, columns: ['power'] });
  expect(byLogarithm.anomalies).toMatchObject([{ record: 51, isLogarithmic: true, value: 1e6 }]);
  const [{ high, median } = { high: 0, median: 0 }] = byLogarithm.anomalies;
  expect(median).toBeCloseTo(31, -1);
  expect(high).toBeGreaterThan(1000);
  const linear = await find(workspace, { ...query, columns: ['power'], scale: 'linear' });
  expect(linear.found).toBeGreaterThan(5);
});

it('what is labelled no longer shapes what is usual', async () => {
  const { run, workspace, label } = meters();
  await run(readings({ ...odd, 9: '9,small,980.0,490.0' }));
  const otherOf = async () => {
    const { anomalies } = await find(workspace, { dataset: 'readings', columns: ['power'], method: 'z-score', limit: all });
    return anomalies.find(({ record }) => record === 9);
  };
  // Two of a kind hide each other.
  expect(await otherOf()).toMatchObject({ peers: 39 });
  const before = (await otherOf())?.score ?? 0;
  await label(7, 'power', 'data error');
  expect(await otherOf()).toMatchObject({ peers: 38 });
  expect((await otherOf())?.score).toBeGreaterThan(100 * before);
});

it('a label holds in later runs as long as the value is the same, and can be taken away', async () => {
  const { run, seen, label } = meters();
  await run(readings(odd));
  await label(7, 'power', 'expected');
  expect(await seen({ columns: ['power'] })).toEqual(['7 power expected']);
  // Another record before it: its number changes, its key does not.
  await run(readings(odd).replace('no,site,power,heat\n', 'no,site,power,heat\n900,small,10.2,5.1\n'));
  expect(await seen({ columns: ['power'] })).toEqual(['8 power expected']);
  await run(readings({ 7: '7,small,991.0,495.0' }));
  expect(await seen({ columns: ['power'] })).toEqual(['7 power']);
  await run(readings(odd));
  expect(await seen({ columns: ['power'] })).toEqual(['7 power expected']);
  await label(7, 'power', null);
  expect(await seen({ columns: ['power'] })).toEqual(['7 power']);
});

it('a label of a record without a key of its own is its own, and one on a record as a whole is on its values too', async () => {
  const { run, seen, label } = meters();
  const lines = (first: string) =>
    `${readings()}${first}5,small,890.0,445.0\n5,small,880.0,440.0\n,small,870.0,435.0\n,small,860.0,430.0\n`;
  await run(lines(''));
  const all = ['81 power', '82 power', '83 power', '84 power'];
  expect([...(await seen({ columns: ['power'] }))].sort()).toEqual(all);
  await label(81, 'power', 'data error');
  await label(83, 'power', 'expected');
  await label(84, '', 'data error');
  const told = ['81 power data error', '82 power', '83 power expected', '84 power data error'];
  expect([...(await seen({ columns: ['power'] }))].sort()).toEqual(told);
  await run(lines('901,small,10.1,5.0\n'));
  expect([...(await seen({ columns: ['power'] }))].sort()).toEqual(
    told.map((one) => String(Number(one.slice(0, 2)) + 1) + one.slice(2)),
  );
  await label(85, 'power', null);
  expect(await seen({ columns: ['power'] })).toContain('85 power');
});

it('one labelled slip does not change how a whole column is compared', async () => {
  const { run, workspace, label } = meters();
  const amounts = Array.from({ length: 300 }, (_, index) => Math.round(10 ** (1 + (2 * index) / 300)));
  const csv = (extra: string) =>
    `no,site,power,heat\n${amounts.map((amount, at) => `${at + 1},one,${amount},1`).join('\n')}\n${extra}`;
  await run(csv(''));
  const foundIn = async () =>
    (await find(workspace, { dataset: 'readings', columns: ['power'], method: 'iqr', limit: all })).found;
  expect(await foundIn()).toBe(0);
  await run(csv('301,one,-1,1\n'));
  await label(301, 'power', 'data error');
  expect(await foundIn()).toBe(0);
});

it('peers are told by their values as people write them; scores of patterns sum exactly', async () => {
  const folder = newFolder();
  const workspace = join(folder, 'w.winnow');
  writeFileSync(
    join(folder, 'p.yaml'),
    `winnow: 1
name: p
datasets:
  p:
    source: { path: p.csv }
    columns: { price: { type: decimal, scale: 2 }, flag: { type: boolean }, amount: { type: integer } }
    anomalies:
      by: [price, flag]
      sensitivity: high
      patterns:
        - { name: a, when: amount = 107, score: 0.7 }
        - { name: b, when: amount > 106, score: 0.1 }
        - { name: c, when: amount > 106, score: 0.1 }
        - { name: d, when: amount > 106, score: 0.1 }
`,
  );
  const lines = Array.from({ length: 60 }, (_, index) => `2.5,yes,${100 + (index % 7)}`);
  writeFileSync(join(folder, 'p.csv'), `price,flag,amount\n${lines.join('\n')}\n2.5,yes,107\n2.5,yes,999\n`);
  expect((await runHere(folder, 'p.yaml', 'w.winnow')).code).toBe(0);
  const { anomalies } = await find(workspace, { dataset: 'p', columns: ['amount'], limit: all });
  expect(anomalies.map(({ kind, record }) => `${kind} ${record}`)).toEqual(['pattern 61', 'value 62']);
  expect(anomalies[1]?.among).toEqual(['2.50', 'true']);
});

it('a label on a record as a whole holds until anything in it changes', async () => {
  const { run, seen, label } = meters();
  await run(readings({ 12: '12,large,1000.5,0' }));
  await label(12, '', 'expected');
  expect(await seen({ columns: ['power'] })).toEqual(['12  expected']);
  await run(readings({ 12: '12,large,1000.6,0' }));
  expect(await seen({ columns: ['power'] })).toEqual(['12 ']);
});

it('the isolation forest finds what is unusual together, and always the same', async () => {
  const { run, workspace } = meters();
  await run(readings({ 12: '12,large,1000.5,8.0' }));
  const forest = { method: 'isolation-forest', sensitivity: 'low' } as const;
  const query = { dataset: 'readings', columns: ['power', 'heat'], ...forest };
  const once = await find(workspace, { ...query, limit: all });
  expect(once.anomalies[0]).toMatchObject({ kind: 'combination', record: 12 });
  expect(once.anomalies[0]?.sentence).toContain('heat 8');
  expect(await find(workspace, { ...query, limit: all })).toEqual(once);
});

it('all of them are written to a file; columns that are not there are refused', async () => {
  const { run, workspace } = meters();
  await run(readings(odd));
  const folder = newFolder();
  const { code, stdout, stderr } = await winnow(
    ['anomalies', 'list', '--workspace', workspace, '--column', 'power', '--out', 'odd.csv', '--json'],
    folder,
  );
  expect(code, stderr).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ found: 1, written: { rows: 1 } });
  const [header, row] = readFileSync(join(folder, 'odd.csv'), 'utf8').split(/\r?\n/);
  expect(header).toMatch(/^record_id,type,column,value,anomaly_score,/);
  expect(row).toMatch(/^7,value,power,990,/);
  const wrong = await winnow(['anomalies', 'list', '--workspace', workspace, '--column', 'site'], folder);
  expect([wrong.code, wrong.stderr]).toEqual([
    2,
    expect.stringContaining('"site" is no column of numbers; there are no, power, heat'),
  ]);
  const told = await winnow(['anomalies', 'label', '7', 'data-error', '--column', 'power', '--workspace', workspace], folder);
  expect([told.code, told.stderr]).toEqual([0, expect.stringContaining('labelled data error')]);
});
