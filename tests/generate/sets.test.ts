import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { sets } from '#core/generate/transactions/sets.ts';
import { newFolder, winnow } from '../winnow.ts';

it('a set goes to its own folder, with what was planted; a duplicate repeats the whole row', async () => {
  const folder = newFolder();
  const { code, stderr } = await winnow(['generate', 'transactions', '--set', 'duplicate_order_ids', '--out', 'data'], folder);
  expect(code, stderr).toBe(0);
  const place = join(folder, 'data/raw/validation_test/duplicate_order_ids');
  const [, ...rows] = readFileSync(join(place, 'transactions.csv'), 'utf8').trim().split('\n');
  expect(rows.length).toBe(2000);
  const planted = readFileSync(join(place, 'transactions.planted.csv'), 'utf8')
    .trim()
    .split('\n')
    .filter((line) => line.includes('order_id_unique'))
    .map((line) => Number(line.split(',')[0]) - 1);
  const flagged = new Set(planted.map((place_) => rows[place_]));
  // 15 % are copies; with their originals they are twice as many records, and half as many texts.
  expect(planted.length).toBe(600);
  expect(flagged.size).toBe(300);
  const idOf = (row: string): string => row.slice(0, row.indexOf(','));
  expect(new Set(rows.map(idOf)).size).toBe(new Set(rows).size);
});

it('there are fourteen sets and more, of every kind; an unknown one lists them', async () => {
  expect(sets.length).toBeGreaterThanOrEqual(14);
  expect(new Set(sets.map(({ folder }) => folder))).toEqual(
    new Set(['clean', 'dirty', 'anomaly', 'mixed', 'performance', 'validation_test'].map((name) => `raw/${name}`)),
  );
  const wrong = await winnow(['generate', 'transactions', '--set', 'nope', '--out', 'data'], newFolder());
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toContain('performance_100k');
});
