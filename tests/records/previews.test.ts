import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { asked } from '../asked.ts';
import { rowsOf } from '../rows-of.ts';
import { newFolder, winnow } from '../winnow.ts';

describe('what a definition would do', () => {
  const folder = newFolder();
  const { ask, close } = asked(() => join(folder, 'p.winnow'));
  afterAll(close);
  const yaml = `winnow: 1
name: p
datasets:
  s:
    source: { path: s.csv }
    columns: { code: { type: text }, quantity: { type: integer }, price: { type: decimal, scale: 2 }, day: { type: date } }
    clean:
      - { step: trim }
`;
  const lines = Array.from({ length: 700 }, (_, at) =>
    [
      ['ab ', ' x', '', 'n/a'][at % 4],
      at % 11 === 0 ? 'many' : (at % 13) - 4,
      at % 17 === 0 ? '' : `${at % 29}.${at % 10}5`,
      `2024-0${(at % 9) + 1}-1${at % 10}`,
    ].join(','),
  );
  beforeAll(async () => {
    writeFileSync(join(folder, 's.csv'), `code,quantity,price,day\n${lines.join('\n')}\n`);
    writeFileSync(join(folder, 'p.yaml'), yaml);
    expect((await winnow(['run', 'p.yaml', '--workspace', 'p.winnow'], folder)).code).toBe(0);
  });

  it('is what a run with it does: the values of computed columns, and the cells that steps change', async () => {
    const columns = [
      ['total', 'decimal', 'quantity * price', 3],
      ['third', 'decimal', 'round(total / 3, 1)', 1],
      ['is_late', 'boolean', "month(day) > 6 or code = 'x'"],
      ['label', 'text', "concat(upper(code), case when quantity < 0 then '-' else '+' end)"],
      ['due', 'date', 'add_days(day, coalesce(quantity, 0))'],
    ] as const;
    const next = await ask().pipeline.change({
      ...{ yaml, changes: [] },
      steps: [{ dataset: 's', edit: { kind: 'add', step: { step: 'change-case', column: 'code', to: 'title' } } }],
      computed: columns.map(([name, type, expression, scale]) => ({
        dataset: 's',
        edit: { kind: 'set', name, column: { type, expression, ...(scale !== undefined && { scale }) } },
      })),
    });
    expect(next.computed.map(({ name }) => name)).toEqual(columns.map(([name]) => name));
    const previews = new Map<string, Awaited<ReturnType<ReturnType<typeof ask>['pipeline']['computed']>>>();
    for (const [name] of columns) previews.set(name, await ask().pipeline.computed({ yaml: next.yaml, dataset: 's', name }));
    const steps = await ask().pipeline.steps({ yaml: next.yaml, dataset: 's', at: 1 });
    await close();

    writeFileSync(join(folder, 'next.yaml'), next.yaml);
    expect((await winnow(['run', 'next.yaml', '--workspace', 'next.winnow'], folder)).code).toBe(0);
    const workspace = join(folder, 'next.winnow');
    for (const [name, preview] of previews) {
      const clean = new Map(rowsOf(workspace, `select id, ${name} from clean_s`).map(([id, value]) => [id, value]));
      const shown = preview.rows.filter(({ id }) => clean.has(id));
      expect(shown.length).toBeGreaterThan(30);
      expect({ name, values: shown.map(({ cells }) => cells.at(-1)) }).toEqual({
        name,
        values: shown.map(({ id }) => textOf(clean.get(id), name)),
      });
      expect(preview.columns.at(-1)).toBe(name);
      expect([preview.looked, preview.total]).toEqual([700, 700]);
    }
    const written = lines.filter((line) => !line.startsWith(',')).length;
    expect(steps.counts.find(({ at }) => at === 1)).toMatchObject({ cells: written, records: written });
  });

  it('says what is wrong with an expression, and stores nothing', async () => {
    const set = (expression: string) =>
      ask().pipeline.change({
        ...{ yaml, changes: [] },
        computed: [{ dataset: 's', edit: { kind: 'set', name: 'x', column: { type: 'integer', expression } } }],
      });
    await expect(set('quantity * cost')).rejects.toThrow(/no column cost/);
    await expect(set("quantity + 'a'")).rejects.toThrow(/number|text/);
    await expect(set('')).rejects.toThrow(/expression/);
    await expect(ask().pipeline.computed({ yaml, dataset: 's', name: 'x' })).rejects.toThrow(/no computed column x/);
    expect((await ask().pipeline.get()).computed).toEqual([]);
  });
});

const scales: Readonly<Record<string, number>> = { total: 3, third: 1 };

/** A stored value as the grid shows it. */
function textOf(value: unknown, name: string): string {
  if (value === null || value === undefined) return '';
  if (name === 'is_late') return value === 1 ? 'true' : 'false';
  return name in scales ? Number(value).toFixed(scales[name]) : String(value);
}

describe('how many records a new rule finds', () => {
  const folder = newFolder();
  const { ask, close } = asked(() => join(folder, 'p.winnow'));
  afterAll(close);
  const yaml = (rules: string) => `winnow: 1
name: p
null_words: [n/a]
datasets:
  s:
    source: { path: s.csv }
    columns: { code: { type: text }, quantity: { type: integer }, price: { type: decimal, scale: 2 }, day: { type: date } }
    rules: [${rules}]
`;
  const lines = Array.from({ length: 400 }, (_, at) =>
    [
      ['ab', ' x', '', 'n/a', '   '][at % 5],
      ['many', '', '3', '-2', 'n/a'][at % 5],
      at % 17 === 0 ? '' : `${at % 29}.${at % 10}5`,
      ['2024-01-01', '', 'soon'][at % 3],
    ].join(','),
  );

  it.each([
    '{ id: new, rule: required, column: code }',
    '{ id: new, rule: required, column: quantity }',
    '{ id: new, rule: required, column: price, when: "quantity > 0" }',
    '{ id: new, rule: required, column: day }',
    '{ id: new, rule: length, column: code, min: 2 }',
    '{ id: new, rule: pattern, column: code, pattern: "[a-z]+" }',
    '{ id: new, rule: values, column: code, values: [ab] }',
    '{ id: new, rule: range, column: quantity, min: 0 }',
    '{ id: new, rule: date-window, column: day, min: 2024-02-01 }',
    '{ id: new, rule: unique, columns: [price] }',
  ])('is what the run finds: %s', async (rule) => {
    writeFileSync(join(folder, 's.csv'), `code,quantity,price,day\n${lines.join('\n')}\n`);
    writeFileSync(join(folder, 'before.yaml'), yaml(''));
    expect((await winnow(['run', 'before.yaml', '--workspace', 'p.winnow'], folder)).code).toBe(0);
    const { failed, problem } = await ask().pipeline.trial({ yaml: yaml(''), dataset: 's', rule: parse(rule) });
    await close();
    writeFileSync(join(folder, 'after.yaml'), yaml(rule));
    expect((await winnow(['run', 'after.yaml', '--workspace', 'q.winnow'], folder)).code).toBe(0);
    expect(problem).toBeNull();
    expect([[failed]]).toEqual(
      rowsOf(join(folder, 'q.winnow'), "select failed from rule_results where rule_id = 'new' order by run_no desc limit 1"),
    );
  });
});
