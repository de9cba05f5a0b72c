import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, it } from 'vitest';
import type { BulkChange } from '#core/contract/bulk.ts';
import { asked } from '../asked.ts';
import { rowsOf } from '../rows-of.ts';
import { runHere } from '../run-here.ts';
import { newFolder } from '../winnow.ts';

const folder = newFolder();
const workspace = join(folder, 'w.winnow');
const { ask, close } = asked(() => workspace);
const run = () => runHere(folder, 'pipeline.yaml', workspace);

const yaml = `winnow: 1
name: people
datasets:
  people:
    source: { path: 'people-*.csv' }
    key: [mail]
    columns:
      mail: { type: text, required: true, unique: true }
      name: { type: text }
      phone: { type: text, length: { min: 3, max: 8 } }
      city: { type: text }
      seen: { type: date }
`;
const shop = [
  'mail,name,phone,city,seen',
  'ann@x.org,Ann,,Ayr,2024-01-03',
  'bob@x.org,Bob,555,,2024-01-01',
  'cy@x.org,Cy,1,Bute,2024-01-01',
  '',
];
const crm = ['mail,name,phone,city,seen', 'ann@x.org,Anne,4711,,2024-01-01', 'ann@x.org,,,,2024-01-05', 'bob@x.org,,,,', ''];

beforeEach(async () => {
  await close();
  for (const suffix of ['', '-wal', '-shm', '-lock']) rmSync(workspace + suffix, { force: true });
  writeFileSync(join(folder, 'pipeline.yaml'), yaml);
  writeFileSync(join(folder, 'people-a.csv'), shop.join('\n'));
  writeFileSync(join(folder, 'people-b.csv'), crm.join('\n'));
  const ended = await run();
  expect(ended.code, ended.stderr).toBe(0);
});
afterAll(async () => {
  await close();
  rmSync(folder, { recursive: true, force: true });
});

type Merge = Omit<Extract<BulkChange, { kind: 'merged' }>, 'kind' | 'rule' | 'reason'> & { readonly reason?: string };

async function merge(how: Merge) {
  const input = {
    selection: { dataset: 'people' },
    change: { kind: 'merged' as const, rule: 'mail_unique', reason: null, ...how },
  };
  for await (const event of await ask().exceptions.many(input)) if (event.kind === 'done') return event.outcome;
  throw new Error('the change did not end');
}

const clean = (): readonly string[] =>
  rowsOf(workspace, `select mail, name, phone, city, seen from clean_people order by id`).map((cells) =>
    cells.map((cell) => cell ?? '').join('|'),
  );
const reasons = async (): Promise<readonly (string | null)[]> =>
  (await ask().exceptions.decisions()).filter(({ kind, isUndone }) => kind === 'fixed' && !isUndone).map(({ reason }) => reason);
const everything = (): unknown =>
  rowsOf(workspace, 'select original_record_id, status, error_details from exceptions order by 1');

it('keeps the fullest record and fills its empty cells from the next that has a value, with the reason', async () => {
  const before = everything();
  const outcome = await merge({ keep: 'fullest', fill: true });
  expect(outcome).toMatchObject({ applied: 4, skipped: 0 });
  expect(clean()).toEqual(['bob@x.org|Bob|555||2024-01-01', 'ann@x.org|Anne|4711|Ayr|2024-01-01']);
  expect(await reasons()).toEqual(['city "Ayr" from record 1, where it was empty']);
  const merged = clean();
  await close();
  expect((await run()).code).toBe(0);
  // The next run repeats the choices.
  expect(clean()).toEqual(merged);
  await ask().exceptions.undo({});
  expect(everything()).toEqual(before);
});

it('prefers the records of a trusted file, whatever is newer elsewhere', async () => {
  await merge({ keep: 'last', by: 'seen', source: 'people-a.csv', fill: true });
  expect(clean()).toEqual(['ann@x.org|Ann|4711|Ayr|2024-01-03', 'bob@x.org|Bob|555||2024-01-01']);
  await expect(merge({ keep: 'last', source: 'people-c.csv' })).rejects.toThrow(
    'people was not read from a file "people-c.csv"; there are people-a.csv, people-b.csv',
  );
});

it('takes cells that were chosen by hand, and one undo brings every member back', async () => {
  const before = everything();
  await merge({ keep: 5, cells: { name: 4, city: 1, phone: 4 }, reason: 'as she said' });
  expect(clean()).toEqual(['ann@x.org|Anne|4711|Ayr|2024-01-05']);
  expect(await reasons()).toEqual([
    'as she said (name "Anne" from record 4, by hand; phone "4711" from record 4, by hand; city "Ayr" from record 1, by hand)',
  ]);
  await ask().exceptions.undo({});
  expect(everything()).toEqual(before);
});

it('is undone as a whole when the cells that the kept record took are undone', async () => {
  const before = everything();
  await merge({ keep: 5, cells: { city: 1 } });
  await ask().exceptions.undo({ record: { dataset: 'people', recordId: 5 } });
  expect(everything()).toEqual(before);
  await ask().exceptions.redo({});
  expect(clean()).toEqual(['ann@x.org|||Ayr|2024-01-05']);
});

it('an empty cell can be chosen, and is not filled then', async () => {
  await merge({ keep: 4, cells: { phone: 5 }, fill: true });
  expect(clean()).toEqual(['ann@x.org|Anne||Ayr|2024-01-01']);
});

it('merges nothing of a group where the kept record would break another rule with these cells', async () => {
  writeFileSync(join(folder, 'people-b.csv'), crm.join('\n').replace('4711', '4'));
  await close();
  expect((await run()).code).toBe(0);
  const outcome = await merge({ keep: 5, cells: { phone: 4 } }).catch((error: Error) => error);
  expect(outcome).toMatchObject({
    message: expect.stringContaining('with these cells record 5 would break another rule: phone'),
  });
});

it('refuses choices that make no sense', async () => {
  await expect(merge({ keep: 'last', cells: { phone: 4 } })).rejects.toThrow('name the record that is kept by its number');
  await expect(merge({ keep: 5, cells: { mail: 4 } })).rejects.toThrow('mail is what the duplicates share');
  await expect(merge({ keep: 5, cells: { nothing: 4 } })).rejects.toThrow('there is no column "nothing" in people');
  await expect(merge({ keep: 5, cells: { phone: 2 } })).rejects.toThrow('record 2 is not among the duplicates');
});
