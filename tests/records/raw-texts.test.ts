import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Condition } from '#core/contract/records.ts';
import { createEngine } from '#core/engine/engine.ts';
import { runHere } from '../run-here.ts';
import { newFolder } from '../winnow.ts';

const folder = newFolder();
let engine: ReturnType<typeof createEngine>;
const ask = () => createRouterClient(engine.router);
const dataset = 'things';
const notes = [
  '9',
  '10',
  '-2.5',
  '007',
  '1e3',
  '',
  'Käse',
  'KÄSE',
  'a "quoted", text',
  'two\nlines',
  'ΟΔΟΣ',
  '100%',
  'under_score',
  '0.00001',
  '-0',
  '123456789012345.6',
];
const rows = Array.from({ length: 1500 }, (_, index) => {
  const note = notes[(index * 7) % notes.length] ?? '';
  return [`K${index + 1}`, String(index % 40), note, index % 3 === 0 ? 'Straße' : ''] as const;
});
const quoted = (cell: string): string => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
/** The record of the line that is broken: its quote is never closed. */
const broken = 701;

beforeAll(async () => {
  const lines = rows.map((cells) => cells.map(quoted).join(','));
  lines.splice(broken - 1, 0, 'K0,1,"never closed and Käse');
  writeFileSync(join(folder, 'things.csv'), `key,The Amount,note,mark\n${lines.join('\n')}\n`);
  writeFileSync(
    join(folder, 'pipeline.yaml'),
    `winnow: 1
name: things
datasets:
  things:
    source: { path: things.csv }
    key: [key]
    columns:
      amount: { header: The Amount, type: integer, max: 30 }
      key: { type: text, required: true }
`,
  );
  const { code, stderr } = await runHere(folder, 'pipeline.yaml', 'w.winnow');
  expect(code, stderr).toBe(0);
  engine = createEngine(join(folder, 'w.winnow'));
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

it('raw rows have the columns, their order and their heads of the file, not those of the pipeline', async () => {
  const { columns, headers, rows: shown } = await ask().records.page({ dataset, what: 'raw', limit: 2 });
  expect(columns).toEqual(['key', 'amount', 'note', 'mark']);
  expect(headers).toEqual(['key', 'The Amount', 'note', 'mark']);
  expect(shown).toEqual(rows.slice(0, 2));
});

const idsOf = async (query: object): Promise<number[]> =>
  (await ask().records.page({ dataset, what: 'raw', limit: 1000, ...query })).ids;
/** Where the record of a row stands in the file: the broken line is one of them. */
const recordOf = (index: number): number => index + 1 + (index + 1 >= broken ? 1 : 0);
const recordsWhere = (isMeant: (row: (typeof rows)[number]) => boolean): number[] =>
  rows.flatMap((row, index) => (isMeant(row) ? [recordOf(index)] : []));
const condition = (
  column: string,
  operator: Condition['operator'],
  value: string | number = '',
  values: (string | number | null)[] = [],
) => ({
  filter: [{ column, operator, value, values }],
});

describe('raw texts', () => {
  it('of a column that nobody declared are filtered as they stand in the file', async () => {
    expect(await idsOf(condition('note', 'equals', '007'))).toEqual(recordsWhere(([, , note]) => note === '007'));
    expect(await idsOf(condition('note', 'equals', '9'))).toEqual(recordsWhere(([, , note]) => note === '9'));
    expect(await idsOf(condition('note', 'contains', '_'))).toEqual(recordsWhere(([, , note]) => note.includes('_')));
    expect(await idsOf(condition('note', 'contains', '%'))).toEqual(recordsWhere(([, , note]) => note.includes('%')));
    expect(await idsOf(condition('note', 'one of', '', ['10', null]))).toEqual(
      recordsWhere(([, , note]) => note === '10' || note === ''),
    );
    expect(await idsOf(condition('mark', 'is not empty'))).toEqual(recordsWhere(([, , , mark]) => mark !== ''));
  });

  it('sort numbers by their size, then texts', async () => {
    const first = await ask().records.page({
      dataset,
      what: 'raw',
      sort: [{ column: 'note' }],
      filter: [{ column: 'note', operator: 'is not empty' }],
      limit: 1000,
    });
    const at = first.columns.indexOf('note');
    const found = [...new Set(first.rows.map((cells) => cells[at]))];
    expect(found.slice(0, 8)).toEqual(['-2.5', '-0', '0.00001', '007', '9', '10', '1e3', '123456789012345.6']);
    expect(first.total).toBe(recordsWhere(([, , note]) => note !== '').length + 1);
  });

  it('give facets whose counts are those of the rows behind them', async () => {
    const { values } = await ask().records.facet({ dataset, what: 'raw', column: 'note' });
    // The broken line is shown by what could be told apart of it.
    expect(values.length).toBe(notes.length + 1);
    for (const { value, count } of values)
      expect((await idsOf(condition('note', 'one of', '', [value]))).length, String(value)).toBe(count);
  });

  it.each(['0.000', '345.6', 'e-', '-0', '00', 'K'])('hold %j where a plain look finds it', async (text) => {
    const held = (cell: string): boolean => cell.toLowerCase().includes(text.toLowerCase());
    expect(await idsOf(condition('note', 'contains', text))).toEqual(
      recordsWhere(([, , note]) => held(note))
        .concat(held('"never closed and Käse') ? [broken] : [])
        .sort((a, b) => a - b),
    );
    expect(await idsOf(condition('note', 'starts with', text))).toEqual(
      recordsWhere(([, , note]) => note.toLowerCase().startsWith(text.toLowerCase())),
    );
  });

  it.each(['käse', 'straße', '"quoted"', 'two\nlines', 'οδοσ', 'ΟΔΟς', '1', '%', ',', '007', 'K12', 'nowhere'])(
    'a search for %j finds what a plain look at every cell finds, and broken lines by their text',
    async (text) => {
      const small = (cell: string): string => cell.toLowerCase().replaceAll('ς', 'σ');
      const expected = recordsWhere((cells) => cells.some((cell) => small(cell).includes(small(text))));
      const line = small('K0,1,"never closed and Käse');
      if (line.includes(small(text))) expected.push(broken);
      expected.sort((a, b) => a - b);
      const { total, ids } = await ask().records.page({ dataset, what: 'raw', search: text, limit: 1000 });
      expect(total).toBe(expected.length);
      expect(ids).toEqual(expected.slice(0, 1000));
      const { total: all, found } = await ask().records.find({ dataset, what: 'raw', text, offset: 0 });
      expect(all).toBe(expected.length);
      if (found && found.id !== broken && text !== ',') expect(found.column).not.toBeNull();
    },
  );

  it('a search finds broken lines among the exceptions too', async () => {
    expect((await ask().records.page({ dataset, what: 'exceptions', search: 'closed and kÄSE', limit: 10 })).ids).toEqual([
      broken,
    ]);
  });

  it('are found in rows that a number of such a column narrows', async () => {
    const narrowed = condition('note', 'equals', '10');
    const { total } = await ask().records.find({ dataset, what: 'raw', ...narrowed, text: 'K1', offset: 0 });
    expect(total).toBe(recordsWhere(([key, , note]) => note === '10' && key.includes('K1')).length);
  });

  it('can be asked about as often and with as many conditions as anybody likes', async () => {
    const narrowed = condition('note', 'equals', '10').filter;
    for (let number = 0; number < 60; number++) {
      const { total } = await ask().records.page({ dataset, what: 'raw', filter: narrowed, search: `K${number}`, limit: 1 });
      expect(total).toBe(recordsWhere(([key, , note]) => note === '10' && key.includes(`K${number}`)).length);
    }
    const many = Array.from({ length: 25 }, () => [...narrowed, ...condition('mark', 'is empty').filter]).flat();
    const { total } = await ask().records.page({ dataset, what: 'raw', filter: many, limit: 1 });
    expect(total).toBe(recordsWhere(([, , note, mark]) => note === '10' && mark === '').length);
  });

  it('are compared as numbers where they are some', async () => {
    expect(await idsOf(condition('note', 'greater', '8.50'))).toEqual(
      recordsWhere(([, , note]) => /^[-+]?[\d.]+(e\d+)?$/.test(note) && Number(note) > 8.5),
    );
    expect(await idsOf(condition('note', 'at most', 7))).toEqual(
      recordsWhere(([, , note]) => /^[-+]?[\d.]+(e\d+)?$/.test(note) && Number(note) <= 7),
    );
  });

  it('a column that is nowhere is told with those there are', async () => {
    await expect(idsOf(condition('nothing', 'equals', '1'))).rejects.toThrow(/there are amount, key, note, mark/);
    await expect(ask().records.page({ dataset, what: 'clean', limit: 1, sort: [{ column: 'note' }] })).rejects.toThrow(
      /no column "note"/,
    );
  });
});
