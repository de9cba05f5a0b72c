import { describe, expect, it } from 'vitest';
import { editComputed } from '#core/definition/edit-computed.ts';
import { readPipeline } from '#core/definition/read-pipeline.ts';
import { catalog } from '#core/quality/catalog.ts';

const yaml = `winnow: 1
name: p
datasets:
  d:
    source: { path: d.csv }
    columns: { a: { type: integer }, b: { type: integer } }
    derive:
      # both
      both: { type: integer, expression: a + b }
      twice: { type: integer, expression: both * 2 } # of both
  e:
    source: { path: e.csv }
    columns: { a: { type: integer } } # no more
`;
const computedOf = (text: string, dataset = 'd') => readPipeline(text, 'p', catalog).datasets[dataset]?.derive ?? {};

describe('an edit of the computed columns', () => {
  it('adds one behind the others, and the first of a dataset', () => {
    const column = { type: 'decimal', scale: 1, expression: "round(a / 3, 1) * length('x: #y')" } as const;
    const added = editComputed(yaml, 'd', { kind: 'set', name: 'third', column });
    expect(Object.keys(computedOf(added))).toEqual(['both', 'twice', 'third']);
    expect(computedOf(added)['third']).toEqual(column);
    const first = editComputed(yaml, 'e', { kind: 'set', name: 'third', column });
    expect(computedOf(first, 'e')).toEqual({ third: column });
    expect(first).toContain('# no more');
  });

  it('changes and renames one in its place, and keeps comments', () => {
    const column = { type: 'integer', expression: 'a * b' } as const;
    const changed = editComputed(yaml, 'd', { kind: 'set', name: 'both', before: 'both', column });
    expect(Object.entries(computedOf(changed)).at(0)).toEqual(['both', column]);
    expect(changed).toContain('# both');
    expect(changed).toContain('# of both');
    const renamed = editComputed(yaml, 'd', { kind: 'set', name: 'double', before: 'twice', column });
    expect(Object.keys(computedOf(renamed))).toEqual(['both', 'double']);
  });

  it('removes one, and the list with the last', () => {
    const fewer = editComputed(yaml, 'd', { kind: 'remove', name: 'twice' });
    expect(Object.keys(computedOf(fewer))).toEqual(['both']);
    expect(editComputed(fewer, 'd', { kind: 'remove', name: 'both' })).not.toContain('derive');
  });

  it('refuses columns and datasets that are not there, and names that are taken', () => {
    expect(() => editComputed(yaml, 'd', { kind: 'remove', name: 'a' })).toThrow(/no computed column a/);
    expect(() => editComputed(yaml, 'nope', { kind: 'remove', name: 'both' })).toThrow(/no dataset nope/);
    const column = { type: 'integer', expression: 'a' } as const;
    expect(() => editComputed(yaml, 'd', { kind: 'set', name: 'x', before: 'gone', column })).toThrow(/no computed column gone/);
    expect(() => editComputed(yaml, 'd', { kind: 'set', name: 'both', column })).toThrow(/already a computed column both/);
    expect(() => editComputed(yaml, 'd', { kind: 'set', name: 'both', before: 'twice', column })).toThrow(/already/);
  });
});
