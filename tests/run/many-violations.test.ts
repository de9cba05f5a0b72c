import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { rowsOf } from '../rows-of.ts';
import { runHere } from '../run-here.ts';
import { newFolder } from '../winnow.ts';

it('every violation is kept, however many records break however many rules', async () => {
  const folder = newFolder();
  const columns = ['a', 'b', 'c', 'd', 'e'];
  const records = 60_000;
  const lines = Array.from({ length: records }, (_, index) => `x${index % 97},y,z,w,${index % 2 === 0 ? 'v' : index}`);
  writeFileSync(join(folder, 'd.csv'), `${[columns.join(','), ...lines].join('\n')}\n`);
  const types = columns.map((column) => `${column}: { type: integer }`).join(', ');
  writeFileSync(
    join(folder, 'p.yaml'),
    `winnow: 1\nname: v\ndatasets:\n  d:\n    source: { path: d.csv }\n    columns: { ${types} }\n`,
  );
  const { code, stderr } = await runHere(folder, 'p.yaml', 'w.winnow');
  expect(code, stderr).toBe(0);
  const rows = (query: string) => rowsOf(join(folder, 'w.winnow'), query);
  const expected = columns.map((column) => [`${column}_type`, column === 'e' ? records / 2 : records]);
  expect(rows('select rule_id, count(*) from validation_results group by 1 order by 1')).toEqual(expected);
  expect(rows("select count(*), count(distinct original_record_id) from exceptions where status = 'open'")).toEqual([
    [records, records],
  ]);
  rmSync(folder, { recursive: true, force: true });
});
