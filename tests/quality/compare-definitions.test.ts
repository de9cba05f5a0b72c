import { describe, expect, it } from 'vitest';
import { changeSentence } from '#core/contract/versions.ts';
import { loadDefinition, loadPipeline, shippedPipelines } from '#core/engine/load-pipeline.ts';
import { compareDefinitions } from '#core/quality/compare-definitions.ts';

const base = `winnow: 1
name: shop
null_words: [nil]
datasets:
  orders:
    source: { format: csv, path: orders.csv }
    columns:
      no: { type: text, unique: true }
      amount: { type: integer, min: 0 }
    key: [no]
    clean: [ { step: trim }, { step: collapse-space, column: no } ]
models:
  - { name: total, sql: select sum(amount) as amount from clean_orders }
exports: [ { dataset: orders, format: csv } ]
`;

const compared = (after: string): readonly string[] =>
  compareDefinitions(loadDefinition(base, '/').pipeline, loadDefinition(after, '/').pipeline).map(changeSentence);

describe('two definitions', () => {
  it.each([
    ['min: 0', 'min: 1', ['orders: rule amount_min changed: amount is at least 0 → amount is at least 1']],
    ['type: integer, min: 0', 'type: integer', ['orders: rule amount_min was removed: amount is at least 0']],
    ['{ step: trim }, ', '', ['orders: step “Trim spaces in every column” was removed']],
    [
      '{ step: trim }, { step: collapse-space, column: no }',
      '{ step: collapse-space, column: no }, { step: trim }',
      [/order of the steps changed/],
    ],
    ['sum(amount) as amount', 'max(amount) as amount', ['SQL of the model total changed']],
    ['[nil]', '[nil, none]', ['words for no value changed: nil → nil, none']],
    ['name: shop\n', 'name: shop\ntitle: The shop\n', ['setting title was added: The shop']],
    ['    key: [no]\n', '    key: [no]\n    null_words: [x]\n', ['orders: setting null words was added: ["x"]']],
    ['    key: [no]\n', '    key: [no]\n    records: { update: true }\n', [/orders: setting records changed/]],
    ['name: shop\n', 'name: shop\nrun_date: 2024-01-01\n', ['setting run date was added: 2024-01-01']],
    ['format: csv }\n    columns', 'format: csv, delimiter: ";" }\n    columns', []],
    ['path: orders.csv', 'path: orders.csv, delimiter: ";"', [/orders: source changed: .*delimiter ;/]],
    [
      'exports: [ { dataset: orders, format: csv } ]',
      'exports: [ { dataset: orders, format: json } ]',
      ['export orders (clean) to csv was removed', 'export orders (clean) to json was added'],
    ],
    ['{ type: text, unique: true }', '{ type: text, unique: true, code: NUMBER }', [/orders: column no changed/]],
  ])('%s → %s', (from, to, sentences) => {
    const found = compared(base.replace(from, to));
    expect(found).toHaveLength(sentences.length);
    for (const [index, sentence] of sentences.entries())
      if (typeof sentence === 'string') expect(found[index]).toBe(sentence);
      else expect(found[index]).toMatch(sentence);
  });

  it('do not differ in comments, and one more test of a model is said once', () => {
    expect(compared(`# a remark\n${base}`)).toEqual([]);
    const tested = base.replace('from clean_orders }', 'from clean_orders, tests: [ { name: t, given: {}, expect: [] } ] }');
    expect(compared(tested)).toEqual(['tests of the model total changed: 0 tests → 1 test']);
  });

  it.each(shippedPipelines())('of which both are %s do not differ', (name) => {
    const { pipeline } = loadPipeline(name);
    expect(compareDefinitions(pipeline, pipeline)).toEqual([]);
  });
});
