import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { createEngine } from '#core/engine/engine.ts';
import { root, winnow } from '../winnow.ts';

const data = join(root, '../shared/data');

/** How good the first suggestion for each cell is, against the truth. */
async function measure(name: string, dataset: string) {
  const workspace = join(mkdtempSync(join(tmpdir(), 'winnow-real-')), 'w.winnow');
  const dirty = join(data, name, 'dirty.csv');
  const args = ['run', join(root, `tests/real/${name}.yaml`), '--input', `${dataset}=${dirty}`, '--workspace', workspace];
  const ended = await winnow(args, root);
  expect(ended.code, ended.stderr).toBe(0);
  const read = (file: string): string[][] => parse(readFileSync(join(data, name, file)), { bom: true });
  const [, ...wrong] = read('dirty.csv');
  const [, ...right] = read('clean.csv');
  const engine = createEngine(workspace);
  const ask = createRouterClient(engine.router);
  const columns = (await ask.records.page({ dataset, what: 'exceptions', limit: 1 })).columns;
  const counts = { wrong: 0, shown: 0, right: 0, abstained: 0 };
  const misses: string[] = [];
  for (const [row, cells] of wrong.entries()) {
    const suggestions = await ask.exceptions.suggest({ dataset, recordId: row + 1 });
    for (const [place, column] of columns.entries()) {
      const truth = right[row]?.[place] ?? '';
      const isWrong = cells[place] !== truth;
      if (isWrong) counts.wrong++;
      const first = suggestions.find((suggestion) => Object.hasOwn(suggestion.cells, column))?.cells[column];
      if (first === undefined) {
        if (isWrong) counts.abstained++;
        continue;
      }
      counts.shown++;
      if (same(first, truth)) counts.right++;
      else misses.push(`record ${row + 1} ${column}: ${cells[place]} → ${first}, truth ${truth}`);
    }
  }
  await engine.close();
  const report = {
    ...counts,
    precision: counts.right / counts.shown,
    recall: counts.right / counts.wrong,
    abstention: counts.abstained / counts.wrong,
  };
  console.log(name, report, misses.slice(0, 20));
  return report;
}

/** Whether two texts are the same, numbers by their value. */
function same(a: string, b: string): boolean {
  return a === b || (a !== '' && b !== '' && Number(a) === Number(b));
}

describe.skipIf(!existsSync(data))('suggestions on real dirty data', () => {
  it('are right for hospitals where they are made', async () => {
    const { precision, recall } = await measure('hospital', 'measures');
    expect(precision).toBeGreaterThan(0.9);
    expect(recall).toBeGreaterThan(0.7);
  });

  it('are right for beers where they are made', async () => {
    const { precision } = await measure('beers', 'beers');
    expect(precision).toBeGreaterThan(0.9);
  });
});
