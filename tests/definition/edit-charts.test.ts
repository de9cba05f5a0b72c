import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { ChartPlace } from '#core/contract/charts.ts';
import { arrangeCharts } from '#core/definition/edit-charts.ts';

const yaml = `winnow: 1
name: shop # ours
charts:
  # what came in
  - { id: total, title: Total, kind: kpi, sql: select 1 as total }
  - id: months
    title: By month
    page: Details
    kind: bar
    sql: |
      select 1 as month,
        2 as amount
  - { id: table, title: All, kind: table, sql: "select 1 as a" } # last
models: []
`;
const places = [
  { id: 'total', title: 'Total', page: null, isWide: false },
  { id: 'months', title: 'By month', page: 'Details', isWide: false },
  { id: 'table', title: 'All', page: null, isWide: false },
];
const [total, months, table] = places;
const arranged = (text: string, all: readonly ChartPlace[], removed: readonly string[] = []) =>
  arrangeCharts(text, { places: [...all], removed: [...removed] });

describe('charts of a definition', () => {
  it('stay as they are where nothing is arranged', () => {
    expect(arranged(yaml, places)).toBe(yaml);
  });

  it('change their order, title, page and width, and nothing else changes', () => {
    const wide = { ...months, id: 'months', title: 'Months', page: null, isWide: true };
    const text = arranged(yaml, [wide, ...(total ? [{ ...total, page: 'Front' }] : []), ...(table ? [table] : [])]);
    expect(parse(text)).toEqual({
      ...parse(yaml),
      charts: [
        { id: 'months', title: 'Months', wide: true, kind: 'bar', sql: 'select 1 as month,\n  2 as amount\n' },
        { id: 'total', title: 'Total', kind: 'kpi', sql: 'select 1 as total', page: 'Front' },
        { id: 'table', title: 'All', kind: 'table', sql: 'select 1 as a' },
      ],
    });
    for (const comment of ['# ours', '# what came in', '# last']) expect(text).toContain(comment);
  });

  it('stay behind the others where they are not named, and go where that is said, the last with the list itself', () => {
    const ids = (text: string) => parse(text).charts.map(({ id }: { id: string }) => id);
    expect(ids(arranged(yaml, table ? [table] : []))).toEqual(['table', 'total', 'months']);
    expect(ids(arranged(yaml, table ? [table] : [], ['total']))).toEqual(['table', 'months']);
    expect(Object.keys(parse(arranged(yaml, [], ['total', 'months', 'table'])))).toEqual(['winnow', 'name', 'models']);
  });

  it('are refused where they are not there, or twice', () => {
    const other = { id: 'other', title: 'x', page: null, isWide: false };
    expect(() => arranged(yaml, [other])).toThrow('there is no chart other');
    expect(() => arranged(yaml, [...places, ...places])).toThrow('the chart total is named twice');
  });

  it('come back to the same bytes in whatever order they were meanwhile', () => {
    const shipped = readFileSync('resources/pipelines/storefront/pipeline.yaml', 'utf8');
    const own = (parse(shipped).charts as readonly { id: string; title: string; page?: string; wide?: boolean }[]).map(
      ({ id, title, page = null, wide = false }) => ({ id, title, page, isWide: wide }),
    );
    fc.assert(
      fc.property(fc.shuffledSubarray(own, { minLength: own.length }), (order) => {
        expect(arranged(arranged(shipped, order), own)).toBe(shipped);
      }),
      { numRuns: 20 },
    );
  });
});
