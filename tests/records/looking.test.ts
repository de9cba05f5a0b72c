import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine } from '#core/engine/engine.ts';
import { runHere } from '../run-here.ts';
import { newFolder } from '../winnow.ts';

const folder = newFolder();
const letters = ['a', 'A', 'k', 'ä', 'Ä', 'ß', 'я', 'Я', 'σ', 'ς', 'Σ', 'é', '東', '%', '_', '\\', ' ', '7'];
/** Texts of few letters, so that many hold one another; drawn the same way each time. */
const names = fc.sample(fc.array(fc.constantFrom(...letters), { minLength: 1, maxLength: 7 }), { numRuns: 400, seed: 3 });
let engine: ReturnType<typeof createEngine>;
const ask = () => createRouterClient(engine.router);

beforeAll(async () => {
  writeFileSync(
    join(folder, 'p.yaml'),
    `winnow: 1
name: people
datasets:
  people:
    source: { path: people.csv }
    columns: { name: { type: text }, age: { type: integer } }
    rules: [{ id: adult, rule: range, column: age, min: 18 }]
`,
  );
  const lines = names.map((name, index) => `"${name.join('')}",${index % 5 === 0 ? 'Alt Ä' : index % 7 === 0 ? 7 : 44}`);
  writeFileSync(join(folder, 'people.csv'), ['name,age', ...lines, ''].join('\n'));
  const run = await runHere(folder, 'p.yaml', 'w.winnow');
  expect(run.code, run.stderr).toBe(0);
  engine = createEngine(join(folder, 'w.winnow'));
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('looking for a text', () => {
  const small = (text: string): string => text.toLowerCase().replaceAll('ς', 'σ');
  const texts = fc.array(fc.constantFrom(...letters), { minLength: 1, maxLength: 3 }).map((drawn) => drawn.join(''));

  it('takes capital and small letters of every alphabet for the same, and signs for themselves', async () => {
    const { rows } = await ask().records.page({ dataset: 'people', limit: 1000 });
    const clean = rows.map(([name]) => String(name ?? ''));
    expect(clean.length).toBeGreaterThan(200);
    const found = async (operator: 'contains' | 'starts with', value: string): Promise<number> =>
      (await ask().records.sum({ dataset: 'people', filter: [{ column: 'name', operator, value }] })).count;
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        expect(await found('contains', text)).toBe(clean.filter((name) => small(name).includes(small(text))).length);
        expect(await found('starts with', text)).toBe(clean.filter((name) => small(name).startsWith(small(text))).length);
      }),
      { numRuns: 150 },
    );
  });

  it('finds cells that could not be read by what they say', async () => {
    const { count } = await ask().records.sum({ dataset: 'people', what: 'exceptions', search: 'ALT ä' });
    expect(count).toBe(names.filter((_, index) => index % 5 === 0).length);
  });
});

describe('what was found and changed', () => {
  const page = (input: object) => ask().records.page({ dataset: 'people', what: 'violations', limit: 1000, ...input });

  it('is narrowed by a search, a filter and numbers of records, and by nothing else', async () => {
    const all = await page({});
    const [record = 0] = all.rows.map((row) => Number(row[all.columns.indexOf('record_id')]));
    expect(all.total).toBe(names.filter((_, index) => index % 5 === 0 || index % 7 === 0).length);
    expect((await page({ search: 'alt Ä' })).total).toBe(names.filter((_, index) => index % 5 === 0).length);
    expect((await page({ ids: [record] })).total).toBe(1);
    await expect(page({ breaks: { rules: ['adult'] } })).rejects.toThrow(/leave the rest out/);
    await expect(page({ status: 'fixed' })).rejects.toThrow(/leave the rest out/);
  });

  it('is never counted as if it were exceptions', async () => {
    for (const what of ['violations', 'changes'] as const) {
      await expect(ask().records.sum({ dataset: 'people', what })).rejects.toThrow(/page by page/);
      await expect(ask().records.facet({ dataset: 'people', what, column: 'name' })).rejects.toThrow(/page by page/);
    }
  });

  it('what is not there is said, not counted as nothing', async () => {
    await expect(page({ dataset: 'orders' })).rejects.toThrow(/there is no dataset "orders"/);
    await expect(ask().exceptions.since({ dataset: 'orders' })).rejects.toThrow(/there is no dataset "orders"/);
    const spread = { dataset: 'people', what: 'raw' as const, parts: 10 };
    await expect(ask().records.spread({ ...spread, column: 'nmae' })).rejects.toThrow(
      /there is no column "nmae"; there are name/,
    );
  });
});
