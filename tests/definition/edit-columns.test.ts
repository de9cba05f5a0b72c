import { describe, expect, it } from 'vitest';
import { editColumnType } from '#core/definition/edit-columns.ts';

const yaml = `winnow: 1
name: p
datasets:
  a:
    source: { path: a.csv }
    columns:
      id: { type: text, required: true } # as the bank writes it
      day:
        type: date
        formats: [ 'd/M/yyyy' ]
        min: 2020-01-01
      price: { type: decimal, scale: 2, min: 0 }
`;

describe('the type of a column', () => {
  it('changes alone: limits and comments stay', () => {
    const changed = editColumnType(yaml, 'a', { column: 'id', type: 'integer' });
    expect(changed).toBe(yaml.replace('id: { type: text,', 'id: { type: integer,'));
  });

  it('takes with it what only the old type had, and brings what the new one has', () => {
    expect(editColumnType(yaml, 'a', { column: 'price', type: 'integer' })).toContain('price: { type: integer, min: 0 }');
    expect(editColumnType(yaml, 'a', { column: 'id', type: 'decimal', scale: 3 })).toContain(
      'id: { type: decimal, required: true, scale: 3 }',
    );
    const dated = editColumnType(yaml, 'a', { column: 'day', type: 'date', formats: ['MMM d, yyyy', 'yyyy-MM-dd'] });
    expect(dated).toContain('formats: [ "MMM d, yyyy", yyyy-MM-dd ]');
    expect(editColumnType(yaml, 'a', { column: 'day', type: 'text' })).not.toContain('formats');
  });

  it.each([
    ['{ a: &x { type: text, required: true }, b: *x }'],
    ['{ b: &x { type: text, min: 0 }, a: *x }'],
    ['{ a: { type: decimal, scale: &s 2 }, b: { type: decimal, scale: *s } }'],
    ['&c { a: { type: text } }'],
  ])('is refused where columns share it: %s', (columns) => {
    const shared = `datasets:\n  d:\n    columns: ${columns}\n`;
    expect(() => editColumnType(shared, 'd', { column: 'a', type: 'integer' })).toThrow('change the type of a in the YAML');
  });

  it('is refused for what is not there', () => {
    expect(() => editColumnType(yaml, 'b', { column: 'id', type: 'text' })).toThrow('there is no dataset b');
    expect(() => editColumnType(yaml, 'a', { column: 'no', type: 'text' })).toThrow('there is no column no in a');
  });
});
