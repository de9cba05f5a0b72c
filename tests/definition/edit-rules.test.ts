import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addRule, removeRule } from '#core/definition/edit-rules.ts';
import { readPipeline } from '#core/definition/read-pipeline.ts';
import { catalog } from '#core/quality/catalog.ts';
import { root } from '../winnow.ts';

const folder = join(root, 'resources/pipelines');
const shipped = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name, 'pipeline.yaml'), 'utf8')] as const);
const lines = (text: string): readonly string[] => text.split('\n');

describe.each(shipped)('an edit of %s', (name, yaml) => {
  const datasets = Object.keys(readPipeline(yaml, name, catalog).datasets);

  it.each(datasets)('adds one line to %s, and removing it gives the same bytes', (dataset) => {
    const [column = ''] = Object.keys(readPipeline(yaml, name, catalog).datasets[dataset]?.columns ?? {});
    const rule = { id: 'new_rule', rule: 'pattern', column, pattern: "a: 'b' # {c}", severity: 'warning' };
    const added = addRule(yaml, dataset, rule);
    const read = readPipeline(added, name, catalog).datasets[dataset]?.rules.at(-1);
    expect(read).toEqual({ ...rule, enabled: true });
    const more = lines(added).filter((line) => !lines(yaml).includes(line));
    expect(more.filter((line) => !/^ *rules:$/.test(line))).toHaveLength(1);
    expect(removeRule(added, dataset, 'new_rule')).toBe(yaml);
    const both = addRule(added, dataset, { ...rule, id: 'newer_rule' });
    expect(removeRule(removeRule(both, dataset, 'new_rule'), dataset, 'newer_rule')).toBe(yaml);
  });

  it('removes each rule that is written out, and no other line', () => {
    for (const dataset of datasets) {
      const rules = readPipeline(yaml, name, catalog).datasets[dataset]?.rules ?? [];
      for (const { id } of rules) {
        const left = removeRule(yaml, dataset, id);
        const now = readPipeline(left, name, catalog).datasets[dataset]?.rules.map((rule) => rule.id);
        expect(now).toEqual(rules.map((rule) => rule.id).filter((other) => other !== id));
        expect(lines(left).every((line) => lines(yaml).includes(line))).toBe(true);
      }
    }
  });
});

const rule = { id: 'r', rule: 'required', column: 'a' };
const head = 'winnow: 1\nname: p\ndatasets:\n';

it.each([
  ['in braces', `${head}  d: { source: { path: d.csv }, columns: { a: {} } } # kept\n`],
  ['with a list in brackets', `${head}  d:\n    source: { path: d.csv }\n    columns: { a: {} }\n    rules: [] # none yet\n`],
  ['without an end of line', `${head}  d:\n    source: { path: d.csv }\n    columns:\n      a: { type: text }`],
  [
    'with rules in several lines and comments',
    `${head}  d:\n    rules:\n      # First\n      - id: other\n        rule: required # really\n        column: a # the last line\n\n    source: { path: d.csv }\n    columns: { a: {} }\n`,
  ],
  [
    'with a dataset behind it',
    `${head}  d:\n    source: { path: d.csv }\n    columns: { a: {} }\n\n  # Another\n  e:\n    source: { path: e.csv }\n    columns: { a: {} }\n`,
  ],
])('a rule is added to a definition written %s', (_, yaml) => {
  const added = addRule(yaml, 'd', rule);
  const { datasets } = readPipeline(added, 'p.yaml', catalog);
  expect(datasets['d']?.rules.at(-1)).toMatchObject(rule);
  for (const comment of yaml.match(/#.*/g) ?? []) expect(added).toContain(comment);
  const { datasets: back } = readPipeline(removeRule(added, 'd', 'r'), 'p.yaml', catalog);
  expect(back['d']?.rules.map(({ id }) => id)).toEqual(
    readPipeline(yaml, 'p.yaml', catalog).datasets['d']?.rules.map(({ id }) => id),
  );
});

it('writes texts with line breaks on one line', () => {
  const yaml = `${head}  d:\n    source: { path: d.csv }\n    columns: { a: { type: integer } }\n`;
  const expression = `a > 1\n  and a < 1000000 and a <> 500000\n  and a <> 600000`;
  const added = addRule(yaml, 'd', { id: 'r', rule: 'formula', expression });
  expect(lines(added)).toHaveLength(lines(yaml).length + 2);
  expect(readPipeline(added, 'p.yaml', catalog).datasets['d']?.rules[0]?.['expression']).toBe(expression);
});

it('says what is not there', () => {
  expect(() => addRule(`${head}  d: {}\n`, 'x', rule)).toThrow('there is no dataset x');
  expect(() => removeRule(`${head}  d: {}\n`, 'd', 'x')).toThrow('no rule x is written out in d');
});
