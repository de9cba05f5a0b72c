import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type Ask, withClient } from '#core/hosts/cli/client.ts';
import { shareOf } from '#core/quality/profile/hash.ts';
import { runHere } from '../run-here.ts';
import { newFolder } from '../winnow.ts';

const pipeline = `winnow: 1
name: p
datasets:
  p:
    source: { path: p.csv }
    columns:
      code: { type: text }
      region: { type: text }
      amount: { type: decimal, scale: 2 }
      note: { type: text }
      day: { type: date }
`;

interface Change {
  readonly region?: (random: number) => string;
  readonly amount?: (random: number) => number;
  readonly missing?: number;
  readonly code?: string;
}

/** Records of a month, drawn by a seed. */
function month(seed: number, { region, amount, missing = 0.02, code = 'AB-' }: Change = {}): string {
  const regions = ['North', 'South', 'East', 'West'];
  const lines = Array.from({ length: 3000 }, (_, index) => {
    const random = (salt: number): number => shareOf(index, seed * 100 + salt);
    const where = region?.(random(1)) ?? regions[Math.floor(random(1) ** 2 * 4)] ?? '';
    const money = amount?.(random(2)) ?? Math.exp(2 + 2 * random(2));
    const note = random(3) < missing ? '' : `n${Math.floor(random(4) * 900)}`;
    return `${code}${1000 + index},${where},${money.toFixed(2)},${note},2024-03-${10 + (index % 20)}`;
  });
  return `code,region,amount,note,day\n${lines.join('\n')}\n`;
}

async function compared(months: readonly string[]) {
  const folder = newFolder();
  writeFileSync(join(folder, 'p.yaml'), pipeline);
  const workspace = join(folder, 'w.winnow');
  const profile = async (ask: Ask): Promise<void> => {
    for await (const event of await ask.profiles.rows({ dataset: 'p', what: 'raw' })) if (event.kind === 'done') return;
  };
  for (const csv of months) {
    writeFileSync(join(folder, 'p.csv'), csv);
    expect((await runHere(folder, 'p.yaml', 'w.winnow')).code).toBe(0);
    await withClient(workspace, profile);
  }
  return withClient(workspace, async (ask) => {
    const kept = await ask.profiles.kept({ dataset: 'p' });
    expect(kept.map(({ runNo }) => runNo)).toEqual(months.map((_, at) => months.length - at));
    const { drift } = await ask.profiles.compare({ dataset: 'p', runId: kept.at(-1)?.runId ?? '' });
    return drift.map(({ column, kind, sentence }) => `${column}, ${kind}: ${sentence}`);
  });
}

it('months drawn from the same do not differ, and each kind of change is told once its rows are gone', async () => {
  for (const seed of [2, 3, 4]) expect(await compared([month(1), month(seed)])).toEqual([]);
  const drift = await compared([
    month(1),
    month(9),
    month(5, {
      region: (random) => (random < 0.5 ? 'West' : random < 0.6 ? 'Centre' : 'North'),
      amount: (random) => Math.exp(3 + 2 * random),
      missing: 0.2,
      code: 'X',
    }),
  ]);
  expect(drift).toEqual([
    expect.stringMatching(/^code, pattern: values with the pattern AA-9999 fell from 100 % to 0 %$/),
    expect.stringMatching(
      /^region, values: West rose from 1\d(\.\d)? % to (49|5\d)(\.\d)? % of the values \(stability index \d\.\d\d\)$/,
    ),
    expect.stringMatching(/^amount, numbers: the median moved from (19|2\d)(\.\d+)? to 5\d(\.\d+)? \(distance 0\.\d\d\)$/),
    expect.stringMatching(/^note, missing: missing values rose from [12](\.\d)? % to (19|20|21)(\.\d)? %$/),
    expect.stringMatching(/^region, new values: new value: Centre \(\d+\)$/),
  ]);
});

it('says which runs can be compared, and refuses others', async () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'p.yaml'), pipeline);
  writeFileSync(join(folder, 'p.csv'), month(1));
  expect((await runHere(folder, 'p.yaml', 'w.winnow')).code).toBe(0);
  await withClient(join(folder, 'w.winnow'), async (ask) => {
    expect(await ask.profiles.kept({ dataset: 'p' })).toEqual([]);
    await expect(ask.profiles.compare({ dataset: 'p', runId: 'nope' })).rejects.toThrow(
      'no profile of p was kept of the run nope',
    );
  });
});

it('different values are counted exactly where a profile only estimates them', async () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'p.yaml'), pipeline);
  const lines = Array.from({ length: 120_000 }, (_, index) => `C${index % 110_000},North,1.00,n,2024-03-10`);
  writeFileSync(join(folder, 'p.csv'), `code,region,amount,note,day\n${lines.join('\n')}\n`);
  expect((await runHere(folder, 'p.yaml', 'w.winnow')).code).toBe(0);
  await withClient(join(folder, 'w.winnow'), async (ask) => {
    for await (const event of await ask.profiles.rows({ dataset: 'p', what: 'raw' })) {
      if (event.kind !== 'done') continue;
      const column = event.outcome.columns.find(({ name }) => name === 'code');
      expect(column?.isExact).toBe(false);
      expect(Math.abs((column?.distinct ?? 0) - 110_000)).toBeLessThan(2200);
      break;
    }
    expect(await ask.profiles.distinct({ dataset: 'p', what: 'raw', column: 'code' })).toEqual({ distinct: 110_000 });
    await expect(ask.profiles.distinct({ dataset: 'p', what: 'raw', column: 'nope' })).rejects.toThrow(
      'there is no column "nope"',
    );
  });
});
