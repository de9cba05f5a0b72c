import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { asked } from '../asked.ts';
import { rowsOf } from '../rows-of.ts';
import { runHere } from '../run-here.ts';
import { newFolder } from '../winnow.ts';

const folder = newFolder();
const workspace = join(folder, 'reviewed', 'w.winnow');
const { ask, close } = asked(() => workspace);
afterAll(async () => {
  await close();
  rmSync(folder, { recursive: true, force: true });
});

const yaml = `winnow: 1
name: orders
datasets:
  towns:
    source: { path: towns.csv }
    key: [town]
    columns: { town: { type: text, required: true } }
  orders:
    source: { path: orders.csv }
    key: [no]
    columns:
      no: { type: text, required: true }
      code: { type: text, unique: true }
      town: { type: text }
      amount: { type: integer, required: true }
      paid: { type: integer }
    rules:
      - { id: small, rule: range, column: amount, max: 10, severity: warning }
      - { id: known, rule: reference, columns: [town], dataset: towns, to: [town] }
      - { id: adds_up, rule: formula, expression: paid = amount * 2, severity: warning }
      - { id: either, rule: formula, expression: "town != 'Ayr' or amount > 2", severity: warning }
`;
const orders = (rows: readonly string[]): string => `no,code,town,amount,paid\n${rows.join('\n')}\n`;

async function run(name: string, rows: readonly string[]): Promise<void> {
  const place = join(folder, name);
  mkdirSync(place);
  writeFileSync(join(place, 'pipeline.yaml'), yaml);
  writeFileSync(join(place, 'towns.csv'), 'town\nAyr\nBute\n');
  writeFileSync(join(place, 'orders.csv'), orders(rows));
  const { code, stderr } = await runHere(place, 'pipeline.yaml', 'w.winnow');
  expect(code, stderr).toBe(0);
}
const counts = (name: string) =>
  rowsOf(
    join(folder, name, 'w.winnow'),
    'select dataset, rule_id, checked, passed, failed, not_applicable from rule_results order by dataset, rule_no',
  );
const score = (name: string) => rowsOf(join(folder, name, 'w.winnow'), 'select failed_weight, checked_weight from runs');

it('what rules checked, and had nothing to check in, is after decisions what a run over the mended file counts', async () => {
  await run('reviewed', ['1,A,Ayr,,4', '2,,,x,', '3,C,Mull,5,10', '4,D,Bute,7,14', '5,E,Ayr']);
  const untouched = counts('reviewed');
  const fix = (recordId: number, cells: Readonly<Record<string, string>>) =>
    ask().exceptions.decide({ dataset: 'orders', recordId, kind: 'fixed', cells });
  await fix(1, { amount: '20' });
  await fix(2, { amount: '3', code: 'B', town: 'Ayr' });
  await fix(3, { town: '' });
  await fix(5, { no: '5', code: '', town: 'Bute', amount: '1', paid: '2' });
  await run('mended', ['1,A,Ayr,20,4', '2,B,Ayr,3,', '3,C,,5,10', '4,D,Bute,7,14', '5,,Bute,1,2']);
  expect(counts('reviewed')).toEqual(counts('mended'));
  expect(score('reviewed')).toEqual(score('mended'));
  for (let taken = 0; taken < 4; taken++) await ask().exceptions.undo({});
  expect(counts('reviewed')).toEqual(untouched);
});
