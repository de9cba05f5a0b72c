import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
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
