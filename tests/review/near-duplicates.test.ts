import { copyFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRandom } from '#core/generate/random.ts';
import { asked } from '../asked.ts';
import { rowsOf } from '../rows-of.ts';
import { runHere } from '../run-here.ts';
import { newFolder } from '../winnow.ts';

const folder = newFolder();
const workspace = join(folder, 'w.winnow');
const { ask, close } = asked(() => workspace);
const random = createRandom(7);

const names = ['Ana Núñez', 'NUNEZ, Ana', 'ana nunez', 'Bo Li', 'Li Bo', 'Bo Lee', 'Cy', '', '--'];
const phones = ['+34 911-222', '34911222', '555 1', '5551', ''];

const definition = `winnow: 1
name: crm
datasets:
  crm:
    source: { path: crm.csv }
    key: [no]
    columns: { no: { type: integer, unique: true }, name: { type: text }, phone: { type: text } }
    derive:
      name_words: { type: text, expression: words(name) }
      phone_digits: { type: text, expression: digits(phone) }
    rules: [{ id: same_person, rule: unique, columns: [name_words, phone_digits] }]
`;

/** What is said of each record, told apart by what it says. */
const found = (path: string) =>
  rowsOf(path, `select v.record_id, v.rule_id, v.failure_reason from validation_results v where dataset = 'crm' order by 1, 2`);
const counts = (path: string) =>
  rowsOf(
    path,
    'select rule_id, checked, passed, failed, not_applicable from rule_results where run_no = (select max(run_no) from runs) order by 1',
  );
const states = (path: string) =>
  rowsOf(path, "select original_record_id, status from exceptions where dataset = 'crm' order by 1");

beforeAll(async () => {
  const lines = Array.from({ length: 60 }, (_, index) => `${index + 1},"${random.pick(names)}",${random.pick(phones)}`);
  writeFileSync(join(folder, 'crm.csv'), ['no,name,phone', ...lines, ''].join('\n'));
  writeFileSync(join(folder, 'pipeline.yaml'), definition);
  const { code, stderr } = await runHere(folder, 'pipeline.yaml', workspace);
  expect(code, stderr).toBe(0);
});
afterAll(async () => {
  await close();
  rmSync(folder, { recursive: true, force: true });
});

it('records whose words and digits are the same are found; those without any are not', () => {
  const plain = (text: string) =>
    [
      ...new Set(
        text
          .normalize('NFKD')
          .replace(/\p{M}/gu, '')
          .toLowerCase()
          .match(/[a-z]+/g) ?? [],
      ),
    ]
      .sort()
      .join(' ');
  const groups = Map.groupBy(
    rowsOf(workspace, 'select id, name, phone from raw_crm').map(([id, name, phone]) => ({
      id: Number(id),
      key: [plain(String(name)), String(phone).replace(/\D/g, '')],
    })),
    ({ key }) => key.join('/'),
  );
  const expected = [...groups.values()]
    .filter((members) => members.length > 1 && members[0]?.key.every((part) => part !== ''))
    .flatMap((members) => members.map(({ id }) => id))
    .sort((a, b) => a - b);
  expect(expected.length).toBeGreaterThan(10);
  expect(found(workspace).map(([id]) => id)).toEqual(expected);
});

it('a decision changes what is said of the others at once, as the next run finds it', async () => {
  const waiting = states(workspace).map(([id]) => Number(id));
  for (let step = 0; step < 15; step++) {
    const record = random.pick(waiting);
    const cells = random.integer(0, 1) === 0 ? { name: random.pick(names) } : { phone: random.pick(phones) };
    await ask()
      .exceptions.decide({ dataset: 'crm', recordId: record, kind: 'fixed', cells, reason: 'by hand' })
      .catch(() => undefined);
  }
  const ids = states(workspace)
    .filter(([, status]) => status === 'open')
    .map(([id]) => Number(id));
  for await (const _ of await ask().exceptions.many({
    selection: { dataset: 'crm', ids: ids.slice(0, 8) },
    change: { kind: 'merged', rule: 'same_person', keep: 'last', fill: true, reason: null },
  }));
  await close();
  const again = join(folder, 'again.winnow');
  copyFileSync(workspace, again);
  const copy = new Database(again);
  copy.exec("update runs set app_version = 'another'");
  copy.close();
  const { code, stderr } = await runHere(folder, 'pipeline.yaml', again);
  expect(code, stderr).toBe(0);
  expect(states(again)).toEqual(states(workspace));
  expect(found(again)).toEqual(found(workspace));
  expect(counts(again)).toEqual(counts(workspace));
});
