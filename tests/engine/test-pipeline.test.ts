import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addModelTest } from '#core/definition/edit-rules.ts';
import { loadDefinition, loadPipeline, shippedPipelines } from '#core/engine/load-pipeline.ts';
import { testPipeline } from '#core/engine/test-pipeline.ts';
import { compareRows } from '#core/models/compare-rows.ts';
import { newFolder, winnow } from '../winnow.ts';

const definition = (tests: string, examples = '{ good: [0, 100], bad: [-1, 100.01] }') => `winnow: 1
name: shop
datasets:
  orders:
    source: { format: ndjson, path: orders.ndjson }
    columns:
      no: { type: text, unique: true, header: Order No }
      day: { type: date, formats: [yyyy-MM-dd, dd/MM/yyyy] }
      amount: { type: decimal, scale: 2 }
    key: [no]
    clean: [ { step: trim } ]
    rules: [ { id: amount_range, rule: range, column: amount, min: 0, max: 100, examples: ${examples} } ]
  extras:
    source: { format: csv, path: extras.csv }
    columns: { what: { type: text } }
models:
  - name: daily
    sql: select day, sum(amount) as revenue, count(*) as n, (select count(*) from clean_extras) as extras from clean_orders group by day
    columns: { revenue: { type: decimal, scale: 2 } }
${tests}`;

const following = { onProgress: () => {}, signal: new AbortController().signal };
const run = (yaml: string) => testPipeline(loadDefinition(yaml, '/'), following);

describe('tests of a pipeline', () => {
  it('run models over given records, through steps and rules, whatever the source is', async () => {
    const { passed, failed } = await run(
      definition(`    tests:
      - name: adds up
        given:
          orders:
            - { no: A, day: 2024-01-01, amount: 0.1 }
            - { no: B, day: 01/01/2024, amount: " 0.20 " }
            - { no: C, day: 2024-01-01, amount: 500 }
            - { no: "a, \\"quoted\\"\\nkey", day: 2024-01-02, amount: 7 }
        expect: [ { day: 2024-01-02, n: 1, revenue: 7, extras: 0 }, { day: 2024-01-01, revenue: 0.3, n: 2 } ]
`),
    );
    expect([passed, failed]).toEqual([2, 0]);
  });

  it('say what is other than expected', async () => {
    const { tests, failed } = await run(
      definition(
        `    tests:
      - name: wrong
        given: { orders: [ { no: A, day: 2024-01-01, amount: 1 } ] }
        expect: [ { day: 2024-01-01, revenue: 2 } ]
`,
        '{ good: [101], bad: [50, 200] }',
      ),
    );
    expect(failed).toBe(2);
    expect(tests[0]?.differences).toEqual([
      'amount 101 should pass, but amount is "101": more than 100',
      'amount 50 should fail, but passes',
    ]);
    expect(tests[1]?.differences).toEqual(['missing: day "2024-01-01", revenue 2', 'unexpected: day "2024-01-01", revenue 1']);
  });

  it.each([
    ['gone: []', 'records of gone'],
    ['orders: [ { colour: red } ]', 'the column colour'],
  ])('say that records have no place, and run the others: %s', async (given, sentence) => {
    const { tests, failed } = await run(definition(`    tests: [ { name: t, given: { ${given} }, expect: [] } ]\n`));
    // The other test is run all the same.
    expect([tests.length, failed]).toEqual([2, 1]);
    expect(tests[1]?.differences[0]).toContain(sentence);
  });

  it('end with 1 on the command line where one fails', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'good.yaml'), definition(''));
    writeFileSync(join(folder, 'bad.yaml'), definition('', '{ bad: [1] }'));
    expect((await winnow(['test', 'good.yaml'], folder)).code).toBe(0);
    const { code, stdout } = await winnow(['test', 'bad.yaml', '--json'], folder);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ passed: 0, failed: 1 });
  });

  it('judge examples of a rule that is switched off, and say where they cannot test one', async () => {
    const off = definition('').replace('min: 0, max: 100,', 'min: 0, max: 100, enabled: false,');
    expect((await run(off)).failed).toBe(0);
    const rule = '{ id: pair, rule: unique, columns: [no, day], examples: { bad: [ { no: A } ] } }';
    const compared = definition('').replace('rules: [ {', `rules: [ ${rule}, {`);
    const { tests, failed } = await run(compared);
    expect(failed).toBe(1);
    expect(tests[0]?.differences).toEqual(['it compares records with each other, so single-record examples cannot test it']);
  });

  it.each(shippedPipelines())('pass for %s', async (name) => {
    const { tests } = await testPipeline(loadPipeline(name), following);
    expect(tests.filter(({ differences }) => differences.length > 0)).toEqual([]);
  });
});

describe('rows that are compared', () => {
  it('may stand in any order, and more than once', () => {
    expect(compareRows([{ a: 1 }, { a: 2 }, { a: 1 }], [{ a: 2 }, { a: 1 }, { a: 1 }])).toEqual([]);
    expect(compareRows([{ a: 1 }], [{ a: 1 }, { a: 1 }])).toEqual(['unexpected: a 1']);
  });

  it('are other rows where a whole number is off by one, or money by a cent', () => {
    expect(compareRows([{ a: 5_000_000_000 }], [{ a: 5_000_000_001 }])).toHaveLength(2);
    expect(compareRows([{ a: 20_000_000 }], [{ a: 20_000_000.01 }])).toHaveLength(2);
    expect(compareRows([{ a: 1e-10 }], [{ a: 0 }])).toHaveLength(2);
  });

  it('are the same as decimals, and where nothing is empty', () => {
    expect(compareRows([{ a: 0.3, b: null, c: true, d: '' }], [{ a: 0.1 + 0.2, b: null, c: 1, d: null }])).toEqual([]);
    expect(compareRows([{ a: '1' }], [{ a: 2 }])).toHaveLength(2);
  });

  it('are matched so that as many as possible have a partner', () => {
    const [one, two] = [
      { a: 1, b: 2 },
      { a: 1, b: 3 },
    ];
    expect(compareRows([{ a: 1 }, { a: 1, b: 2 }], [one, two])).toEqual([]);
    expect(compareRows([{ a: 1 }, { a: 1, b: 2 }], [two, one])).toEqual([]);
    expect(compareRows([{ code: 5 }], [{ code: '5' }])).toEqual([]);
  });

  it('need the columns that are expected', () => {
    expect(compareRows([{ b: 1 }], [{ a: 1 }])).toEqual(['there is no column b; there are a']);
  });
});

it('adds a test to a model as lines of its own, and touches no other', () => {
  const yaml = definition('');
  const changed = addModelTest(yaml, 'daily', { name: 'first', given: { orders: [{ no: 'A' }] }, expect: [] });
  expect(changed).toBe(`${yaml.trimEnd()}\n    tests:\n      - { name: first, given: { orders: [ { no: A } ] }, expect: [] }\n`);
  const again = addModelTest(changed, 'daily', { name: 'second', given: {}, expect: [] });
  expect(again).toBe(`${changed.trimEnd()}\n      - { name: second, given: {}, expect: [] }\n`);
  expect(loadDefinition(again, '/').pipeline.models[0]?.tests.map(({ name }) => name)).toEqual(['first', 'second']);
  expect(() => addModelTest(yaml, 'gone', {})).toThrow('there is no model gone');
});
