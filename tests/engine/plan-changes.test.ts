import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Plan, planSentence } from '#core/contract/plan.ts';
import { createRandom } from '#core/generate/random.ts';
import { asked } from '../asked.ts';
import { rowsOf } from '../rows-of.ts';
import { runHere } from '../run-here.ts';
import { newFolder } from '../winnow.ts';

const folder = newFolder();
const workspace = join(folder, 'w.winnow');
const file = join(folder, 'sales.csv');
const { ask, close } = asked(() => workspace);
const random = createRandom(7);

afterAll(close);

/** A pipeline as a person might change it: types, limits, switches, severities, steps. */
function someDefinition(): string {
  const type = random.pick(['integer', 'decimal, scale: 2', 'text']);
  const limit = random.pick(['', ', min: 1', ', max: 7', ', min: 0, max: 9']);
  const required = random.pick(['', ', required: true', ', values: [Ayr, Bute]']);
  const rules = random.pick([
    '',
    '    rules: [ { id: sum, rule: formula, expression: total = qty * price, tolerance: 0.01 } ]',
    '    rules: [ { id: sum, rule: formula, expression: total = qty * price, tolerance: 0.01, severity: warning } ]',
    '    rules: [ { id: known, rule: values, column: town, values: [Ayr, Bute] } ]',
  ]);
  return [
    'winnow: 1',
    'name: sales',
    'datasets:',
    '  sales:',
    '    source: { format: csv, path: sales.csv }',
    '    columns:',
    '      no: { type: text, unique: true }',
    `      qty: { type: ${type === 'text' ? 'integer' : type}${limit} }`,
    `      price: { type: ${type} }`,
    '      total: { type: decimal, scale: 2 }',
    `      town: { type: text${required} }`,
    '    key: [no]',
    random.pick([
      '',
      '    clean: [ { step: trim } ]',
      '    clean: [ { step: trim }, { step: map, column: town, values: { AYR: Ayr } } ]',
    ]),
    type === 'text' ? '' : rules,
    'models:',
    '  - { name: by_town, sql: "select town, count(*) as n from clean_sales group by 1" }',
    '',
  ].join('\n');
}

async function planOf(yaml: string): Promise<Plan> {
  for await (const event of await ask().pipeline.plan({ yaml })) if (event.kind === 'done') return event.outcome;
  throw new Error('the plan was not finished');
}

const openIds = (): number[] =>
  rowsOf(workspace, `select original_record_id from exceptions where status = 'open' order by 1`).map(([id]) => Number(id));

beforeAll(async () => {
  const lines = Array.from({ length: 300 }, (_, at) => {
    const [qty, price] = [random.integer(-1, 12), random.integer(1, 40) / 4];
    const total = (qty * price + (random.integer(1, 9) === 1 ? 1 : 0)).toFixed(2);
    const no = random.integer(1, 30) === 1 ? 'N1' : `N${at}`;
    return [
      no,
      random.integer(1, 25) === 1 ? 'few' : qty,
      price.toFixed(2),
      total,
      random.pick(['Ayr', 'Bute ', 'AYR', '']),
    ].join();
  });
  writeFileSync(file, ['no,qty,price,total,town', ...lines, 'broken,line', ''].join('\n'));
});

it('plans what a run then does, for random changes of rules, types and steps', { timeout: 300_000 }, async () => {
  writeFileSync(join(folder, 'pipeline.yaml'), someDefinition());
  expect((await runHere(folder, 'pipeline.yaml', workspace)).code).toBe(0);
  for (let round = 0; round < 12; round++) {
    const yaml = someDefinition();
    const before = openIds();
    const runs = await ask().runs.list({});
    const planned = await planOf(yaml);
    expect(openIds()).toEqual(before);
    expect(await ask().runs.list({})).toEqual(runs);
    writeFileSync(join(folder, 'pipeline.yaml'), yaml);
    expect((await runHere(folder, 'pipeline.yaml', workspace)).code).toBe(0);
    const after = openIds();
    const [{ exceptions, added, resolved }] = planned.datasets as [Plan['datasets'][number]];
    expect(exceptions).toEqual({ before: before.length, after: after.length });
    expect([added.count, resolved.count]).toEqual([
      after.filter((id) => !before.includes(id)).length,
      before.filter((id) => !after.includes(id)).length,
    ]);
    expect(added.ids).toEqual(after.filter((id) => !before.includes(id)).slice(0, 200));
    expect(resolved.ids).toEqual(before.filter((id) => !after.includes(id)).slice(0, 200));
    const shown = await ask().runs.shown();
    expect(planned.score.after).toBe(shown?.score);
  }
});

it('says that nothing would change where nothing does', async () => {
  const { yaml } = await ask().pipeline.get();
  const planned = await planOf(`${yaml}# a remark\n`);
  expect(planned.differences).toEqual([]);
  expect(planSentence(planned)).toBe('Nothing would change.');
});

it('lists no records where the file has changed since', async () => {
  const { yaml } = await ask().pipeline.get();
  writeFileSync(file, 'no,qty,price,total,town\nN1,x,1,1,Ayr\n');
  const [dataset] = (await planOf(yaml)).datasets;
  expect(dataset).toMatchObject({ isSameFile: false, exceptions: { after: 1 }, added: { ids: [] } });
});

it('refuses a definition that cannot be read, and stores nothing', async () => {
  const runs = await ask().runs.list({});
  await expect(planOf('winnow: 1\nname: other\n')).rejects.toThrow();
  expect(await ask().runs.list({})).toEqual(runs);
});
