import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { newFolder, winnow } from '../winnow.ts';

it('a dictionary says what tables, columns and models are, in Markdown and as a page', async () => {
  const folder = newFolder();
  writeFileSync(
    join(folder, 'p.yaml'),
    `winnow: 1
name: p
title: "Shop <1>"
datasets:
  customers:
    description: People who bought | or may buy.
    source: { path: c.csv }
    key: [code]
    columns:
      code: { type: text, required: true, header: Customer, description: "Given by the shop, never reused." }
  orders:
    source: { path: o.csv }
    columns: { code: { type: text }, total: { type: decimal, scale: 2, min: 0, max: 500 } }
    references: [{ columns: [code], dataset: customers }]
    rules: [{ id: small, rule: formula, expression: total < 400, severity: warning, description: Larger ones are phoned. }]
models: [{ name: per_customer, sql: "select code, count(*) as orders from clean_orders group by code" }]
`,
  );
  const { code, stdout, stderr } = await winnow(['schema', 'p.yaml', '--dictionary'], folder);
  expect(code, stderr).toBe(0);
  for (const line of [
    '# Shop <1>',
    'customers ||--o{ orders : "code"',
    'People who bought | or may buy.',
    '| **code** (key) | text | present |  | Given by the shop, never reused. |',
    '| total | decimal, 2 places | at least 0, at most 500 |  |  |',
    '| code | text |  | customers |  |',
    'Larger ones are phoned.',
    'code, orders',
  ])
    expect(stdout).toContain(line);
  expect(stdout).not.toContain('Holds');
  writeFileSync(join(folder, 'c.csv'), 'Customer\nA\nB\n');
  writeFileSync(join(folder, 'o.csv'), 'code,total\nA,1.5\nB,\nA,20\n');
  expect((await winnow(['run', 'p.yaml', '--workspace', 'w.winnow'], folder)).code).toBe(0);
  const held = await winnow(['schema', 'p.yaml', '--dictionary', '--workspace', 'w.winnow', '--json'], folder);
  const columns: readonly { name: string; figures: string }[] = JSON.parse(held.stdout).tables[1].columns;
  expect(columns.map(({ name, figures }) => `${name}: ${figures}`)).toEqual([
    'code: 100 % filled, 2 different, from A to B',
    expect.stringMatching(/^total: 66\.7 % filled, 2 different, from 1\.50 to 20\.00$/),
  ]);
  expect((await winnow(['schema', 'p.yaml', '--dictionary', '--out', 'd.html'], folder)).code).toBe(0);
  const page = readFileSync(join(folder, 'd.html'), 'utf8');
  expect(page).toContain('Shop &lt;1&gt;');
  expect(page).toContain("default-src 'none'");
  const wrong = await winnow(['schema', 'p.yaml', '--dictionary', '--out', 'd.pdf'], folder);
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toContain('.html or .md');
});
