import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { newFolder, winnow } from '../winnow.ts';

it('every export tells the files, steps and models that it comes from, and its own hash', async () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'o.csv'), 'code,total\na,1\nb,2\n');
  writeFileSync(join(folder, 'c.csv'), 'code\na\nb\n');
  writeFileSync(
    join(folder, 'p.yaml'),
    `winnow: 1
name: p
datasets:
  customers: { source: { path: c.csv }, key: [code], columns: { code: { type: text } } }
  orders:
    source: { path: o.csv }
    columns: { code: { type: text }, total: { type: integer } }
    references: [{ columns: [code], dataset: customers }]
    clean: [{ step: trim }]
models:
  - { name: sums, sql: "select code, sum(total) as total from clean_orders group by code" }
  - { name: named, sql: "select s.code, s.total from sums s join \\"clean_customers\\" c on c.code = s.code -- raw_orders" }
exports: [{ model: named, format: csv }, { dataset: orders, what: clean, format: json }]
`,
  );
  const run = () => winnow(['run', 'p.yaml', '--out', 'out'], folder);
  expect((await run()).code).toBe(0);
  const read = () => JSON.parse(readFileSync(join(folder, 'out/data_lineage.json'), 'utf8'));
  const lineage = read();
  expect(lineage.outputs.map(({ file, datasets }: { file: string; datasets: string[] }) => [file, datasets.sort()])).toEqual([
    ['named.csv', ['customers', 'orders']],
    ['orders-clean.json', ['orders']],
  ]);
  expect(lineage.models[1]).toMatchObject({ name: 'named', reads: ['sums', 'customers'] });
  expect(lineage.datasets[1]).toMatchObject({
    name: 'orders',
    steps: [{ step: 'trim' }],
    refersTo: ['customers'],
    ledger: { read: 2, clean: 2 },
  });
  for (const { file, sha256 } of lineage.outputs)
    expect(
      createHash('sha256')
        .update(readFileSync(join(folder, 'out', file)))
        .digest('hex'),
    ).toBe(sha256);
  // A file of that name which Winnow did not write stays.
  writeFileSync(join(folder, 'out/data_lineage.json'), '{"mine":true}');
  const refused = await run();
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('data_lineage.json was not written by Winnow');
  expect(read()).toEqual({ mine: true });
});
