import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { newFolder, winnow } from '../winnow.ts';

const folder = newFolder();
const definition = `winnow: 1
name: orders
datasets:
  orders:
    source: { path: orders.csv }
    columns: { code: { type: text }, region: { type: text }, phone: { type: text } }
    rules:
      - { id: region_values, rule: values, column: region, values: [North, South] }
      - { id: phone_pattern, rule: pattern, column: phone, pattern: '\\d{3}-\\d{3}' }
`;
const rows = [
  ...Array.from({ length: 5 }, (_, index) => `a${index},Nort,555-00${index}`),
  ...Array.from({ length: 4 }, (_, index) => `b${index},North,55500${index}`),
  'c0,,555-009',
  'd0,South,555-010',
];

async function say(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await winnow(['exceptions', ...args], folder);
  expect(code, stderr).toBe(0);
  return stdout;
}
async function ids(...args: string[]): Promise<number[]> {
  const page = JSON.parse(await say('list', '--dataset', 'orders', '--json', ...args)) as {
    total: number;
    exceptions: { id: number }[];
  };
  expect(page.total).toBe(page.exceptions.length);
  return page.exceptions.map(({ id }) => id);
}

beforeAll(async () => {
  writeFileSync(join(folder, 'orders.csv'), ['code,region,phone', ...rows, ''].join('\n'));
  writeFileSync(join(folder, 'pipeline.yaml'), definition);
  const { code, stderr } = await winnow(['run', 'pipeline.yaml', '--workspace', 'orders.winnow'], folder);
  expect(code, stderr).toBe(0);
});

it('what the window narrows, decides at once and takes back, the command line does too', async () => {
  expect(await ids()).toHaveLength(9);
  expect(await ids('--where', 'region=Nort')).toHaveLength(5);
  expect(await ids('--rule', 'phone_pattern', '--search', '555001')).toHaveLength(1);
  expect(await say('facets', '--dataset', 'orders')).toContain('rule\tregion_values\t5');
  expect(await say('values', '--dataset', 'orders', '--column', 'phone', '--rule', 'phone_pattern')).toContain('1\t"555002"');

  const like = ['--column', 'phone', '--like', '555000=555-000', '555001=555-001'];
  expect(await say('rewrite', '--dataset', 'orders', '--rule', 'phone_pattern', ...like, '--preview')).toContain('4 clean');
  expect(await ids('--status', 'fixed')).toHaveLength(0);
  await say('rewrite', '--dataset', 'orders', '--rule', 'phone_pattern', ...like);
  const fixed = await ids('--status', 'fixed');
  expect(fixed).toHaveLength(4);
  // One of them is taken back alone.
  const [first = 0] = fixed;
  expect(await say('undo', '--record', String(first), '--preview')).toContain('1 record would be undone');
  expect(await ids('--status', 'fixed')).toHaveLength(4);
  await say('undo', '--record', String(first));
  expect(await ids('--status', 'fixed')).toEqual(fixed.slice(1));

  await say('escalate-all', '--dataset', 'orders', '--where', 'region=Nort', '--reason', 'ask the shop');
  expect(await ids('--status', 'escalated')).toHaveLength(5);
  const out = join(folder, 'asked.csv');
  const exported = await winnow(
    ['export', '--dataset', 'orders', '--what', 'exceptions', '--status', 'escalated', '--out', out],
    folder,
  );
  expect(exported.code, exported.stderr).toBe(0);
  expect(readFileSync(out, 'utf8').trim().split('\n')).toHaveLength(6);
});

it('a record is named by its dataset and number, too', async () => {
  const { code, stdout } = await winnow(
    ['exceptions', 'fix', 'orders/6', '--set', 'phone=555-000', '--reason', 'by hand'],
    folder,
  );
  expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('record 6 fixed') });
  expect((await winnow(['exceptions', 'fix', 'orders/99', '--set', 'phone=555-000'], folder)).code).toBe(2);
});

it('needs no dataset to be named where there is only one', async () => {
  expect((await winnow(['exceptions', 'list', '--status', 'fixed'], folder)).code).toBe(0);
  expect((await winnow(['exceptions', 'list', '--since', 'new'], folder)).code).toBe(0);
});

it('says what is missing', async () => {
  const merge = await winnow(['exceptions', 'merge', '--dataset', 'orders'], folder);
  expect(merge).toMatchObject({ code: 2, stderr: expect.stringContaining('--rule') });
  const preview = await winnow(['exceptions', 'accept-all', '--rule', 'region_values', '--preview'], folder);
  expect(preview).toMatchObject({ code: 2, stderr: expect.stringContaining('--dataset') });
});
