import { readFileSync } from 'node:fs';
import { diffArrays } from 'diff';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { editColumnType } from '#core/definition/edit-columns.ts';
import { editComputed } from '#core/definition/edit-computed.ts';
import { editSteps } from '#core/definition/edit-steps.ts';

/** Lines that one text has and the other has not. */
function changedLines(before: string, after: string): readonly string[] {
  return diffArrays(before.split('\n'), after.split('\n')).flatMap(({ added, removed, value }) =>
    added || removed ? value : [],
  );
}

const odd = `winnow: 1
name: odd
null_words: ['-',"?"]
datasets:
  d:
    source: {format: csv, path: d.csv}
    columns:
      a: {type: text,   required: true}   # wide

      b:   { type: decimal, scale: 2 }
    key: [a]
    clean: [{step: trim}, {step: set-empty, column: a,
      values: ['-']}]
    rules:
        - {id: one, rule: pattern, column: a, pattern: "^[A-Z]+$"}
models:
  - name: m
    sql: |
      select '{step: trim}' as a
      from  clean_d
`;

describe('an edit', () => {
  it('leaves lines that it does not concern as they were written, whatever their form', () => {
    const typed = editColumnType(odd, 'd', { column: 'b', type: 'integer' });
    expect(changedLines(odd, typed)).toEqual(['      b:   { type: decimal, scale: 2 }', '      b: { type: integer }']);
    const stepped = editSteps(odd, 'd', { kind: 'remove', at: 0 });
    expect(parse(stepped).datasets.d.clean).toHaveLength(1);
    expect(changedLines(odd, stepped)).toEqual([
      ...['    clean: [{step: trim}, {step: set-empty, column: a,', "      values: ['-']}]"],
      "    clean: [ { step: set-empty, column: a, values: [ '-' ] } ]",
    ]);
  });

  it('keeps Windows line ends, and a last line without one', () => {
    const windows = odd.replaceAll('\n', '\r\n').trimEnd();
    const typed = editColumnType(windows, 'd', { column: 'b', type: 'integer' });
    expect(typed).toBe(editColumnType(odd, 'd', { column: 'b', type: 'integer' }).replaceAll('\n', '\r\n').trimEnd());
  });

  it.each(['sales', 'storefront', 'transactions', 'warehouse', 'clickstream'])('of %s touches few lines', (name) => {
    const yaml = readFileSync(`resources/pipelines/${name}/pipeline.yaml`, 'utf8');
    for (const dataset of Object.keys(parse(yaml).datasets)) {
      const computed = editComputed(yaml, dataset, {
        kind: 'set',
        name: 'new_one',
        column: { type: 'integer', expression: '1 + 1' },
      });
      expect(changedLines(yaml, computed).length).toBeLessThanOrEqual(5);
      const stepped = editSteps(yaml, dataset, { kind: 'add', step: { step: 'trim' } });
      expect(changedLines(yaml, stepped).length).toBeLessThanOrEqual(5);
    }
  });
});
