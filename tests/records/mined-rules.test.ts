import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { MinedRule } from '#core/contract/profile.ts';
import { withClient } from '#core/hosts/cli/client.ts';
import { expressionOf } from '#core/quality/mining/of-columns.ts';
import { rowsOf } from '../rows-of.ts';
import { runHere } from '../run-here.ts';
import { newFolder, root, winnow } from '../winnow.ts';

/** Runs what is inferred for a file, and mines its rules. */
async function mined(
  path: string,
): Promise<{ readonly folder: string; readonly rules: readonly MinedRule[]; readonly dataset: string }> {
  const folder = newFolder();
  const inferred = await winnow(['infer', path], folder);
  writeFileSync(join(folder, 'p.yaml'), inferred.stdout);
  expect((await runHere(folder, 'p.yaml', 'w.winnow')).code).toBe(0);
  const workspace = join(folder, 'w.winnow');
  const [[dataset] = []] = rowsOf(workspace, "select distinct dataset from rule_results where dataset <> ''");
  const rules = await withClient(workspace, (ask) => ask.profiles.rules({ dataset: String(dataset) }));
  return { folder, rules, dataset: String(dataset) };
}

const cities = ['Oslo', 'Bergen', 'Tromso', 'Narvik'];

/** Sales in which a few records break what the others keep. */
function sales(): string {
  const lines = Array.from({ length: 400 }, (_, index) => {
    const quantity = 1 + (index % 7);
    const price = 10 + (index % 13) * 3;
    const total = index === 41 ? 1 : quantity * price;
    const city = cities[index % 4];
    const zip = index === 77 ? '9999' : `${1000 + (index % 4)}`;
    const code = index === 5 ? 'XX1' : `AB-${100 + index}`;
    const shipped = index === 9 ? '2024-01-01' : `2024-03-${10 + (index % 15)}`;
    return `${code},${city},${zip},${index === 3 ? -2 : quantity},${price},${total},2024-02-${10 + (index % 15)},${shipped}`;
  });
  return `code,city,zip,quantity,price,total,ordered,shipped\n${lines.join('\n')}\n`;
}

it('proposes that a number is not unusual among the others, each judged without itself', async () => {
  const folder = newFolder();
  const lines = Array.from({ length: 500 }, (_, index) => `${index},${95 + (index % 11)}`);
  writeFileSync(join(folder, 'm.csv'), `id,v\n${lines.join('\n')}\n500,99999\n`);
  const { rules } = await mined(join(folder, 'm.csv'));
  expect(rules.find(({ sentence }) => sentence === 'v is not an outlier')).toMatchObject({
    rule: { rule: 'z-score', column: 'v', leave_one_out: true },
    failing: [501],
  });
});

it('proposes references to the keys of other datasets, and looks past computed columns', async () => {
  const folder = newFolder();
  const customers = Array.from({ length: 40 }, (_, index) => `C${index}`);
  writeFileSync(join(folder, 'customers.csv'), `code\n${customers.join('\n')}\n`);
  const orders = Array.from(
    { length: 300 },
    (_, index) => `${index},C${index === 7 ? 77 : index % 40},${1 + (index % 5)},${2 + (index % 7)}`,
  );
  writeFileSync(join(folder, 'orders.csv'), `no,customer,pieces,price\n${orders.join('\n')}\n`);
  writeFileSync(
    join(folder, 'p.yaml'),
    `winnow: 1
name: p
datasets:
  customers: { source: { path: customers.csv }, key: [code], columns: { code: { type: text } } }
  orders:
    source: { path: orders.csv }
    columns: { no: { type: integer }, customer: { type: text }, pieces: { type: integer }, price: { type: integer } }
    derive: { total: { type: integer, expression: pieces * price } }
`,
  );
  expect((await runHere(folder, 'p.yaml', 'w.winnow')).code).toBe(0);
  const rules = await withClient(join(folder, 'w.winnow'), (ask) => ask.profiles.rules({ dataset: 'orders' }));
  expect(rules.find(({ sentence }) => sentence === 'customer is in customers')).toMatchObject({
    rule: { rule: 'reference', columns: ['customer'], dataset: 'customers' },
    failed: 1,
    failing: [8],
  });
  expect(rules.flatMap(({ rule }) => JSON.stringify(rule)).join()).not.toContain('total');
});

it('proposes how fresh and how large a delivery is, and each becomes one line of the pipeline', async () => {
  const folder = newFolder();
  // The day of a run is that of the place where it begins first.
  const day = (back: number) => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10);
  const text = `winnow: 1
name: p
datasets:
  p: # daily
    source: { path: p.csv }
    columns: { day: { type: date }, n: { type: integer } }
`;
  writeFileSync(join(folder, 'p.yaml'), text);
  for (const records of [300, 330]) {
    writeFileSync(
      join(folder, 'p.csv'),
      `day,n\n${Array.from({ length: records }, (_, index) => `${day(3 + (index % 20))},${index}`).join('\n')}\n`,
    );
    expect((await runHere(folder, 'p.yaml', 'w.winnow')).code).toBe(0);
  }
  await withClient(join(folder, 'w.winnow'), async (ask) => {
    const checks = (await ask.profiles.rules({ dataset: 'p' })).flatMap(({ check, sentence }) =>
      check ? [{ check, sentence }] : [],
    );
    expect(checks).toEqual([
      {
        check: { freshness: { column: 'day', warn: expect.stringMatching(/^[68]d$/) } },
        sentence: expect.stringMatching(/^the newest day is not older than [68] days when a run begins$/),
      },
      {
        check: { expect: { rows: { change: '20%', severity: 'warning' } } },
        sentence: 'the number of records differs by no more than 20 % from the run before',
      },
    ]);
    const added = await ask.pipeline.change({
      yaml: text,
      changes: [],
      checks: checks.map(({ check }) => ({ dataset: 'p', check: check as { freshness: Record<string, string> } })),
    });
    const lines = added.yaml.split('\n').filter((line) => !text.split('\n').includes(line));
    expect(lines).toEqual([
      '    expect: { rows: { change: 20%, severity: warning } }',
      expect.stringMatching(/^ {4}freshness: \{ column: day, warn: [68]d \}$/),
    ]);
    writeFileSync(join(folder, 'p.yaml'), added.yaml);
  });
  expect((await runHere(folder, 'p.yaml', 'w.winnow')).code).toBe(0);
});

it('finds what nearly all records keep, and which break it', async () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'sales.csv'), sales());
  const { rules } = await mined(join(folder, 'sales.csv'));
  const told = (sentence: string) => rules.find((rule) => rule.sentence === sentence);
  // Records 4 and 42 break the formula: a quantity and a total were spoilt.
  expect(told('total = quantity * price')).toMatchObject({ records: 400, failed: 2, failing: [4, 42] });
  expect(told('zip decides city')).toMatchObject({ failed: 0 });
  expect(told('city decides zip')?.failed).toBe(1);
  expect(told('shipped is no earlier than ordered')).toMatchObject({ failed: 1, failing: [10] });
  expect(told('quantity is above 0')).toMatchObject({ failed: 1, failing: [4] });
  expect(rules.find(({ sentence }) => sentence.startsWith('code is built as AA-999'))).toMatchObject({ failed: 1, failing: [6] });
  expect(told('city is Bergen, Narvik, Oslo or Tromso')).toMatchObject({ failed: 0 });
  expect(rules.some(({ sentence }) => sentence.includes('price decides'))).toBe(false);
});

it('a rule that is added finds the very records that were counted, and is not proposed again', async () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'sales.csv'), sales());
  const { folder: place, rules, dataset } = await mined(join(folder, 'sales.csv'));
  await withClient(join(place, 'w.winnow'), async (ask) => {
    const added = rules.map(({ id, rule }) => ({ dataset, rule: { id, ...rule, severity: 'warning' } }));
    const { yaml } = await ask.pipeline.change({ yaml: readFileSync(join(place, 'p.yaml'), 'utf8'), changes: [], added });
    writeFileSync(join(place, 'p.yaml'), yaml);
  });
  expect((await runHere(place, 'p.yaml', 'w.winnow')).code).toBe(0);
  const found = new Map(
    rowsOf(join(place, 'w.winnow'), 'select rule_id, failed from rule_results').map(([id, failed]) => [id, failed]),
  );
  expect(rules.length).toBeGreaterThan(10);
  for (const { id, failed } of rules) expect([id, found.get(id)]).toEqual([id, failed]);
  const again = await withClient(join(place, 'w.winnow'), (ask) => ask.profiles.rules({ dataset }));
  expect(again.filter(({ check }) => check === null).map(({ sentence }) => sentence)).toEqual([]);
});

it.each([
  ['AA-9999', '\\p{Lu}{2}-[0-9]{4}'],
  ['(9.a)', '\\([0-9]\\.\\p{L}\\)'],
])('%s as a regular expression is %s', (pattern, expression) => expect(expressionOf(pattern)).toBe(expression));

/** Published dependencies that hold for at least 99 of 100 records. */
const published = {
  hospital: [
    'hospital_name decides zip_code',
    'hospital_name decides phone_number',
    'measure_code decides measure_name',
    'measure_name decides measure_code',
    'provider_number decides hospital_name',
    'measure_code decides condition',
    'hospital_name decides address1',
    'hospital_name decides hospital_owner',
    'hospital_name decides provider_number',
    'city decides county_name',
    'zip_code decides emergency_service',
    'hospital_name decides city',
  ],
  beers: [
    'brewery_id decides brewery_name',
    'brewery_id decides city',
    'brewery_id decides state',
    'brewery_name decides brewery_id',
  ],
};

describe('real data', () => {
  for (const [name, sentences] of Object.entries(published)) {
    const path = join(root, '../shared/data', name, 'clean.csv');
    it.skipIf(!existsSync(path))(`every published dependency of ${name} is proposed`, async () => {
      const { rules } = await mined(path);
      const found = rules.map(({ sentence }) => sentence);
      expect(sentences.filter((sentence) => !found.includes(sentence))).toEqual([]);
    });
  }
});

it('counts how many records break each rule of a pack, and leaves out what is stated', async () => {
  const place = newFolder();
  writeFileSync(join(place, 'o.csv'), 'order_id,quantity,customer_email\nA,1,a@x.org\n,0,b\nC,-2,c@x.org\n');
  writeFileSync(
    join(place, 'o.yaml'),
    'winnow: 1\nname: o\ndatasets:\n  o:\n    source: { path: o.csv }\n    columns:\n      order_id: { type: text, required: true }\n      quantity: { type: integer }\n      customer_email: { type: text }\n',
  );
  await winnow(['run', 'o.yaml', '--workspace', 'w.winnow'], place);
  const rules = await withClient(join(place, 'w.winnow'), (ask) => ask.profiles.rules({ dataset: 'o', pack: 'commerce' }));
  expect(rules.map(({ sentence, failed, failing }) => [sentence, failed, failing])).toEqual([
    ['quantity is at least 1', 2, [2, 3]],
    [expect.stringContaining('customer_email'), 1, [2]],
  ]);
});
