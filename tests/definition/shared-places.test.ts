import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { arrangeCharts } from '#core/definition/edit-charts.ts';
import { editModel } from '#core/definition/edit-models.ts';
import { addRule, editReference } from '#core/definition/edit-rules.ts';

const places = ['b', 'a'].map((id) => ({ id, title: id, page: null, isWide: false }));

describe('an edit of a definition', () => {
  it('keeps the digits of numbers as they were written, even when the whole text is rewritten', () => {
    const yaml = `datasets:
  d: { source: { path: d.csv }, columns: { k: { type: text, values: [007, 1.10, 0x1F, 1e3] }, n: { min: 0.10000000000000000001 } } }
charts:
- { id: a, kind: kpi, title: a, sql: select 1 as n }
- id: b
  kind: kpi
  title: b
  sql: >-
      select 2
      as n
`;
    const charts = arrangeCharts(yaml, { places, removed: [] });
    const added = editReference(yaml, 'd', { kind: 'add', columns: ['k'], dataset: 'e' });
    for (const text of [charts, added])
      for (const written of ['007', '1.10', '0x1F', '1e3', '0.10000000000000000001']) expect(text).toContain(written);
    expect(parse(charts).charts.map(({ id }: { id: string }) => id)).toEqual(['b', 'a']);
  });

  it('refuses what stands in several places by an anchor', () => {
    const yaml = `datasets:
  a: { references: &r [{ columns: [x], dataset: c }], rules: &s [] }
  b: { references: *r, rules: *s }
models:
  - { name: m, sql: &q select 1 as a }
  - { name: n, sql: *q }
charts:
  - { id: a, title: a, sql: &y select 1 as a }
  - { id: b, title: b, sql: *y }
`;
    const shared = 'stand in several places by a YAML anchor; edit the YAML instead';
    const reference = { columns: ['x'], dataset: 'c' };
    for (const dataset of ['a', 'b']) {
      expect(() => editReference(yaml, dataset, { kind: 'add', ...reference })).toThrow(shared);
      expect(() => addRule(yaml, dataset, { id: 'r', rule: 'required', column: 'x' })).toThrow(shared);
    }
    expect(() => editReference(yaml, 'a', { kind: 'remove', ...reference })).toThrow(shared);
    const change = (name: string) => editModel(yaml, { kind: 'change', name, sql: 'select 2 as a', scales: {} });
    expect(() => change('m')).toThrow(shared);
    // What only refers to another place can say something else.
    expect(parse(change('n')).models.map(({ sql }: { sql: string }) => sql.trim())).toEqual(['select 1 as a', 'select 2 as a']);
    expect(() => editModel(yaml, { kind: 'remove', name: 'm' })).toThrow(shared);
    expect(() => arrangeCharts(yaml, { places, removed: [] })).toThrow('a YAML anchor would be missing where it is used');
  });

  it('writes lines with the line ends of the file', () => {
    const yaml =
      'datasets:\r\n  d:\r\n    columns: { x: { type: text } }\r\n    rules:\r\n      - { id: a, rule: required, column: x }\r\n';
    const added = addRule(yaml, 'd', { id: 'b', rule: 'required', column: 'x' });
    expect(added.replaceAll('\r\n', '')).not.toContain('\n');
    expect(parse(added).datasets.d.rules).toHaveLength(2);
  });
});
