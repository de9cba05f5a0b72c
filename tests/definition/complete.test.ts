import { describe, expect, it } from 'vitest';
import { complete } from '#core/definition/complete.ts';
import { definitionSchema } from '#core/engine/reference.ts';

const schema = definitionSchema();

/** What may follow at the bar. */
function at(text: string): readonly string[] {
  const offset = text.indexOf('|');
  return complete(schema, text.replace('|', ''), offset).options.map(({ label }) => label);
}

const head = 'winnow: 1\nname: shop\ndatasets:\n  orders:\n    source: { format: csv, path: a.csv }\n';

describe('completion', () => {
  it('offers what a pipeline, a dataset and a column may say, without what they say already', () => {
    expect(at(`${head}mo|`)).toEqual(expect.arrayContaining(['models', 'charts', 'exports']));
    expect(at(`${head}mo|`)).not.toContain('datasets');
    expect(at(`${head}    cl|`)).toEqual(expect.arrayContaining(['columns', 'clean', 'rules', 'references']));
    expect(at(`${head}    cl|`)).not.toContain('source');
    expect(at(`${head}    columns:\n      no: { type: text, un| }`)).toEqual(
      expect.arrayContaining(['unique', 'required', 'min']),
    );
    expect(at(`${head}    columns:\n      no: { type: text, un| }`)).not.toContain('type');
    expect(at(`${head}    columns:\n      no:\n        un|`)).toEqual(expect.arrayContaining(['unique', 'type']));
  });

  it('offers values where there is a closed list of them', () => {
    expect(at(`${head}    columns:\n      no: { type: d|`)).toEqual(expect.arrayContaining(['date', 'decimal', 'text']));
    expect(at(`${head}    missing: |`)).toEqual(['fail', 'warn']);
    expect(at(`${head}    columns:\n      no:\n        unique: t|`)).toEqual(['true', 'false']);
    expect(at('winnow: 1\nreview:\n  sign_off: |')).toEqual(['optional', 'required', 'second_person']);
  });

  it('knows the kind of a rule, a step and a model, wherever it is written', () => {
    expect(at(`${head}    rules:\n      - { id: low, rule: |`)).toEqual(expect.arrayContaining(['range', 'required', 'formula']));
    const range = at(`${head}    rules:\n      - { id: low, rule: range, | }`);
    expect(range).toEqual(expect.arrayContaining(['min', 'max', 'column', 'severity']));
    expect(range).not.toContain('expression');
    const block = at(`${head}    rules:\n      - id: low\n        rule: formula\n        ex|`);
    expect(block).toEqual(expect.arrayContaining(['expression', 'tolerance']));
    expect(block).not.toContain('min');
    expect(at(`${head}    clean:\n      - { step: |`)).toEqual(expect.arrayContaining(['trim', 'map']));
    expect(at(`${head}    clean:\n      - step: map\n        ign|`)).toContain('ignore_case');
    expect(at(`${head}models:\n  - name: m\n    kind: dimension\n    hi|`)).toContain('history');
    expect(at(`${head}exports:\n  - { dataset: orders, format: |`)).toEqual(expect.arrayContaining(['csv', 'parquet']));
  });

  it('says where the word begins, and offers nothing where anything may be written', () => {
    expect(complete(schema, `${head}mod`, head.length + 3).from).toBe(head.length);
    expect(at('winnow: 1\nname: |')).toEqual([]);
    expect(at(`${head}    columns:\n      |`)).toEqual([]);
  });
});
