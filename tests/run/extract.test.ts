import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { newFolder, winnow } from '../winnow.ts';

const folder = newFolder();
const definition = (rules: string) => `winnow: 1
name: orders
null_words: [n/a]
datasets:
  orders:
    source: { format: csv, path: orders.csv }
    columns: { no: { type: text }, amount: { type: integer }, region: { type: text }, gone: { type: text }, constructor: { type: text } }
    clean: [ { step: set-empty, column: region, values: ['?'] } ]
    rules: [ ${rules} ]
`;

it('says what came in: records, columns, empty values and missing columns, also where only rules are judged again', async () => {
  writeFileSync(
    join(folder, 'orders.csv'),
    'no,amount,region,constructor,more\nA,1,North,a,x\nB,,?,,x\nC,many,n/a,c,x\nD,n/a,South,d,x\nbroken\n',
  );
  writeFileSync(join(folder, 'pipeline.yaml'), definition(''));
  const run = async () => {
    const { stdout, stderr } = await winnow(['run', 'pipeline.yaml', '--workspace', 'w.winnow', '--json'], folder);
    return { ...JSON.parse(stdout), stderr };
  };
  const came = { records: 4, columns: 5, empty: { amount: 2, region: 2, constructor: 1 }, missingColumns: ['gone'] };
  expect((await run()).extract).toEqual({ orders: came });
  writeFileSync(join(folder, 'pipeline.yaml'), definition('{ id: low, rule: range, column: amount, min: 0 }'));
  expect((await run()).extract).toEqual({ orders: { ...came, takenOver: 5 } });
  const { stderr } = await winnow(['run', 'pipeline.yaml', '--workspace', 'x.winnow'], folder);
  expect(stderr).toContain(
    'orders came in with 4 records of 5 columns; 5 empty values (amount 2, region 2, constructor 1); missing: gone',
  );
});

it('says how versions differ, from the earlier to the current one', async () => {
  const diff = async (...args: string[]) =>
    (await winnow(['versions', 'diff', ...args, '--workspace', 'w.winnow'], folder)).stdout.trim();
  expect(await diff('1')).toBe('orders: rule low was added: amount is at least 0');
  expect(await diff('2', '1')).toBe('orders: rule low was removed: amount is at least 0');
  writeFileSync(join(folder, 'changed.yaml'), definition('{ id: low, rule: range, column: amount, min: 5 }'));
  expect(await diff('changed.yaml')).toBe('orders: rule low changed: amount is at least 0 → amount is at least 5');
  expect(await diff('1', 'changed.yaml')).toBe('orders: rule low was added: amount is at least 5');
});

it('takes a dataset whose name every object knows', async () => {
  const place = newFolder();
  writeFileSync(join(place, 'c.csv'), 'a\n1\n\n');
  const yaml = 'winnow: 1\nname: c\ndatasets: { constructor: { source: { path: c.csv }, columns: { a: { type: text } } } }\n';
  writeFileSync(join(place, 'c.yaml'), yaml);
  const { code, stdout, stderr } = await winnow(['run', 'c.yaml', '--workspace', 'c.winnow', '--json'], place);
  expect(code, stderr).toBe(0);
  expect(JSON.parse(stdout).extract.constructor).toMatchObject({ records: 1, columns: 1 });
});
