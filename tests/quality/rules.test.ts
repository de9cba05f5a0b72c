import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ColumnDefinition, columnDefinition } from '#core/definition/column.ts';
import { readPipeline } from '#core/definition/read-pipeline.ts';
import { rulesOfDataset } from '#core/definition/rules-of-dataset.ts';
import { catalog } from '#core/quality/catalog.ts';
import { createJudge } from '#core/quality/judge.ts';
import type { Row, RowContext, SqlContext } from '#core/quality/rule.ts';
import { rules } from '#core/quality/rules.ts';
import type { Value } from '#core/quality/type.ts';
import { types } from '#core/quality/types.ts';
import { createIsEmpty } from '#core/quality/values/null-words.ts';
import { addSqlFunctions } from '#core/records/add-sql-functions.ts';
import { identifier, type Sql, sql } from '#core/sql/sql.ts';

const columns = {
  name: columnDefinition.parse({ type: 'text' }),
  amount: columnDefinition.parse({ type: 'decimal', scale: 2 }),
  rate: columnDefinition.parse({ type: 'decimal', scale: 3 }),
  count: columnDefinition.parse({ type: 'integer' }),
  day: columnDefinition.parse({ type: 'date', formats: ['yyyy-MM-dd', 'dd/MM/yyyy'] }),
  loose: columnDefinition.parse({ type: 'decimal' }),
  at: columnDefinition.parse({ type: 'timestamp' }),
} satisfies Record<string, ColumnDefinition>;
const names = Object.keys(columns) as (keyof typeof columns)[];
const nullWords = ['NULL', 'n/a'];
const today = '2024-06-15';
const isEmpty = createIsEmpty(nullWords);

const context: RowContext = {
  columns: new Map(
    names.map((name, index) => [
      name,
      { index, scale: types[columns[name].type].scaleOf(columns[name]), definition: columns[name] },
    ]),
  ),
  isEmpty,
  today,
};

/** Any text, with those that are near the borders of the rules more often. */
const text = fc.oneof(
  fc.string({ maxLength: 6 }),
  fc.constantFrom('', ' ', '\t', '\u00a0', 'NULL', ' null ', 'N/A', 'North', 'north', 'x'.repeat(5), '😀😀', 'a\0b'),
);
const numeric = fc.oneof(
  fc.constantFrom(
    '',
    '0',
    '-0',
    '1',
    '10',
    '10.00',
    '10.01',
    '9.99',
    '0.1',
    '-5',
    '1e5',
    '007',
    '1.005',
    'NULL',
    'abc',
    '99999999999999999',
    '3',
    '2.50',
    '7.500',
  ),
  fc.integer({ min: -300, max: 300 }).map(String),
  fc.integer({ min: -30_000, max: 30_000 }).map((cents) => (cents / 100).toFixed(2)),
);
const date = fc.oneof(
  fc.constantFrom(
    '',
    '2023-02-30',
    '29/02/2024',
    '2024-02-29',
    '2024-06-15',
    '2024-06-16',
    'yesterday',
    '2020-01-01',
    '2030-12-31',
    '2031-01-01',
  ),
  fc
    .date({ min: new Date('2019-01-01'), max: new Date('2032-01-01'), noInvalidDate: true })
    .map((value) => value.toISOString().slice(0, 10)),
);
const instant = fc.constantFrom(
  '',
  '2024-01-01T10:00:00Z',
  '2024-01-01T10:00:00.5Z',
  '2024-01-01T10:00:00+05:30',
  '2024-01-01 09:59:59.999',
  '2024-01-02T00:00:00Z',
  'noon',
);
const record = fc.record({ name: text, amount: numeric, rate: numeric, count: numeric, day: date, loose: numeric, at: instant });

function rowOf(cells: Readonly<Record<keyof typeof columns, string>>): Row {
  const texts = names.map((name) => cells[name]);
  const read = names.map((name, index) => {
    const cell = texts[index] ?? '';
    if (isEmpty(cell)) return { value: null as Value, problem: undefined };
    const reader = types[columns[name].type].createReader(columns[name]);
    const value = reader.read(cell) ?? null;
    return { value, problem: value === null ? reader.explain(cell) : undefined };
  });
  return { texts, values: read.map(({ value }) => value), problems: read.map(({ problem }) => problem) };
}

const plain = (name: string): Sql => identifier(name);
const sqlContext: SqlContext = {
  table: () => plain('records'),
  text: (name) => plain(`text_${name}`),
  value: (name) => plain(`value_${name}`),
  statistic: () => sql`null`,
  scaleOf: (name) => context.columns.get(name)?.scale,
  typeOf: (name) => context.columns.get(name)?.definition.type ?? 'text',
  keyOf: () => ['name'],
  counts: () => sql`true`,
  isAdded: () => sql`false`,
  nullWords,
  today,
  columns,
  relations: { parents: [], children: [], datasets: [] },
};

function load(rows: readonly Row[]): InstanceType<typeof Database> {
  const database = new Database(':memory:');
  addSqlFunctions(database);
  const kinds = names.flatMap((name) => [
    `text_${name} text`,
    `value_${name} ${context.columns.get(name)?.scale === undefined ? 'text' : 'integer'}`,
  ]);
  database.exec(`create table records (id integer primary key, ${kinds.join(', ')}) strict`);
  const insert = database.prepare(
    `insert into records values (${Array(kinds.length + 1)
      .fill('?')
      .join(', ')})`,
  );
  for (const [index, row] of rows.entries())
    insert.run(index + 1, ...names.flatMap((_, place) => [row.texts[place], row.values[place]]));
  return database;
}

const cases: readonly { readonly rule: string; readonly options: object }[] = [
  { rule: 'required', options: { column: 'name' } },
  { rule: 'type', options: { column: 'amount' } },
  { rule: 'type', options: { column: 'count' } },
  { rule: 'type', options: { column: 'day' } },
  { rule: 'range', options: { column: 'amount', min: 0, max: 10 } },
  { rule: 'range', options: { column: 'amount', min: 0.005, max: 9.999 } },
  { rule: 'range', options: { column: 'count', min: 1.5, max: 10, strict: true } },
  { rule: 'range', options: { column: 'loose', min: 0.1, max: 10.005 } },
  { rule: 'range', options: { column: 'day', min: '2020-01-01', max: '2030-12-31', strict: true } },
  { rule: 'range', options: { column: 'at', min: '2024-01-01T10:00:00Z', max: '2024-01-01' } },
  { rule: 'range', options: { column: 'at', min: '2024-01-01T10:00:00+05:30', max: '2024-01-01T10:00:00Z' } },
  { rule: 'length', options: { column: 'name', min: 2, max: 4 } },
  { rule: 'values', options: { column: 'name', values: ['North', 'South'] } },
  { rule: 'pattern', options: { column: 'name', pattern: '[a-zA-Z]+' } },
  { rule: 'date-window', options: { column: 'day', min: '2020-01-01', max: 'today' } },
  { rule: 'date-window', options: { column: 'at', min: 'today - 26w', max: 'today + 3d' } },
  { rule: 'formula', options: { expression: 'amount = count * rate', tolerance: 0.01 } },
  { rule: 'formula', options: { expression: 'amount + rate > count - 1 or not (count = 3)' } },
  { rule: 'formula', options: { expression: "name <> 'North' and abs(amount) <= max(count, 10)" } },
  { rule: 'formula', options: { expression: '(count * count > 100) = (amount > rate)' } },
  { rule: 'formula', options: { expression: '(not (count * count * count > 100)) <> (amount * count < 5)' } },
  { rule: 'formula', options: { expression: 'is_empty(name) or length(name) < 4' } },
  { rule: 'formula', options: { expression: 'year(day) >= 2024 or month(day) = 2' } },
  { rule: 'range', options: { column: 'amount', min: 0, max: 10, when: "count > 1 and name <> 'North'" } },
  { rule: 'required', options: { column: 'name', when: 'day <= today - 30d' } },
  { rule: 'formula', options: { expression: 'day >= today - 8w or day + 10d > today' } },
  { rule: 'formula', options: { expression: 'age(day) < 1 or weekday(day) in (6, 7) or quarter(day) not in (1, 2)' } },
  { rule: 'formula', options: { expression: "days_between(day, today) <> 15 and days_between('2024-01-01', day) > -400" } },
  { rule: 'formula', options: { expression: 'amount = case when count > 5 then rate when count < 0 then 2.5 else amount end' } },
  { rule: 'formula', options: { expression: "case when count > 5 then 'many' when count > 0 then name end <> 'many'" } },
  { rule: 'formula', options: { expression: "at > '2024-01-01T10:00:00Z' and at <= '2024-01-02T00:00:00Z'" } },
  { rule: 'formula', options: { expression: "coalesce(at, '2024-01-01T10:00:00.1Z') >= '2024-01-01T10:00:00Z' + 0d" } },
  { rule: 'formula', options: { expression: 'floor(amount) <= 9 and ceil(rate) >= -2 and bucket(count, 10) <> 20' } },
  { rule: 'formula', options: { expression: 'coalesce(amount, rate, count) > 1' } },
  { rule: 'formula', options: { expression: "contains(name, 'or') or starts_with(name, 'n') or ends_with(name, 'x')" } },
  {
    rule: 'formula',
    options: {
      expression: "join('-', coalesce(name, ''), 'x', '') = 'a-x' or part(name, ' ', 2) = 'b' or part(name, 'a', 1) <> name",
    },
  },
  { rule: 'formula', options: { expression: "trim(concat(name, ' ')) = name or replace(name, 'x', '') = substr(name, 1, 1)" } },
  {
    rule: 'formula',
    options: { expression: "words(name) = lower(name) or sound(concat(name, ' ann')) = sound(name) or digits(name) = '1'" },
  },
  { rule: 'formula', options: { expression: "coalesce(name, 'none') <> 'none'" } },
  { rule: 'formula', options: { expression: "case when loose > 10 then 'dear' else 'cheap' end = 'dear'" } },
  { rule: 'formula', options: { expression: 'day - 1d - 2w + 1d - 3d < today - 100w' } },
];

describe('a rule means the same for one row and in SQL', () => {
  it.each(cases)('$rule $options', ({ rule: name, options }) => {
    const rule = rules.find((candidate) => candidate.name === name);
    if (rule?.scope !== 'record') throw new Error(`${name} is no record rule`);
    const check = rule.prepare(options, context);
    const predicate = rule.predicate(options, sqlContext);
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 40 }), (records) => {
        const rows = records.map(rowOf);
        const database = load(rows);
        const failing = database
          .prepare(`select id from records where ${predicate.text}`)
          .pluck()
          .all(...predicate.values);
        database.close();
        expect(failing).toEqual(rows.flatMap((row, index) => (typeof check(row) === 'string' ? [index + 1] : [])));
      }),
      { numRuns: 150 },
    );
  });

  it('covers every record rule', () => {
    const covered = new Set(cases.map(({ rule }) => rule));
    expect(rules.filter(({ scope, name }) => scope === 'record' && !covered.has(name))).toEqual([]);
  });
});

describe('range over instants', () => {
  it('compares time, not text', () => {
    const rule = rules.find(({ name }) => name === 'range');
    const passes = (options: object, at: string) =>
      rule?.scope === 'record' &&
      rule.prepare(
        { column: 'at', ...options },
        context,
      )(rowOf({ name: '', amount: '', rate: '', count: '', day: '', loose: '', at }));
    expect(passes({ min: '2024-01-01T10:00:00Z' }, '2024-01-01T10:00:00.5Z')).toBe(true);
    expect(passes({ max: '2024-01-01T12:00:00Z' }, '2024-01-01T12:00:00.1Z')).toMatch(/more than/);
    expect(passes({ min: '2024-01-01T10:00:00+05:30' }, '2024-01-01T10:00:00+05:30')).toBe(true);
    expect(passes({ max: '2024-01-01' }, '2024-01-01T23:59:59Z')).toBe(true);
  });
});

describe('set rules', () => {
  const find = (name: string, options: object, records: readonly Partial<Record<keyof typeof columns, string>>[]) => {
    const rule = rules.find((candidate) => candidate.name === name);
    if (rule?.scope !== 'set') throw new Error(`${name} is no set rule`);
    const blank = { name: '', amount: '', rate: '', count: '', day: '', loose: '', at: '' };
    const database = load(records.map((cells) => rowOf({ ...blank, ...cells })));
    const { failing, applicable } = rule.query(options, sqlContext);
    const rows = database
      .prepare<unknown[], unknown[]>(failing.text)
      .raw()
      .all(...failing.values);
    const asked = database
      .prepare(applicable.text)
      .pluck()
      .get(...applicable.values);
    database.close();
    return {
      ids: rows.map(([id]) => id),
      asked,
      sentences: rows.map(([, ...values]) => rule.explain(options, values as string[], sqlContext)),
    };
  };

  it('unique flags every member of every group, and no record without a value', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('', 'a', 'b', 'c', 'A', 'NULL'), { maxLength: 12 }), (values) => {
        const expected = values.flatMap((value, index) =>
          !isEmpty(value) && values.filter((other) => other === value).length > 1 ? [index + 1] : [],
        );
        const found = find(
          'unique',
          { columns: ['name'] },
          values.map((name) => ({ name })),
        );
        expect(found.ids).toEqual(expected);
        expect(found.asked).toBe(values.filter((value) => !isEmpty(value)).length);
      }),
    );
  });

  it('unique names the value and the size of the group', () => {
    expect(
      find('unique', { columns: ['name', 'count'] }, [
        { name: 'a', count: '1' },
        { name: 'a', count: '2' },
        { name: 'a', count: '1' },
      ]).sentences,
    ).toEqual(['name "a", count "1" appears 2 times', 'name "a", count "1" appears 2 times']);
  });

  it('z-score uses the sample deviation and does not apply to equal values', () => {
    expect(find('z-score', { column: 'count', limit: 3 }, Array(20).fill({ count: '5' }))).toMatchObject({ ids: [], asked: 0 });
    const records = [...Array.from({ length: 20 }, (_, index) => ({ count: String(index % 2) })), { count: '500' }];
    const found = find('z-score', { column: 'count', limit: 3 }, records);
    expect(found.ids).toEqual([21]);
    expect(found.sentences[0]).toMatch(/count is "500": 4\.36\d* standard deviations from the mean 24\.\d+ \(n 21/);
  });

  it('reference finds orphans and names the missing parent', () => {
    const found = find('reference', { columns: ['name'], dataset: 'records', to: ['loose'] }, [
      { name: '1', loose: '2' },
      { name: '2', loose: '3' },
    ]);
    expect(found.sentences).toEqual(['name "1" has no match: there is no such loose in records']);
  });
});

describe('what is derived', () => {
  it('is an exception where it is too large to be kept', () => {
    const text = `winnow: 1
name: p
datasets:
  d:
    source: { path: d.csv }
    columns: { note: { type: text }, a: { type: integer }, b: { type: decimal, scale: 2 } }
    derive: { c: { type: decimal, scale: 4, expression: "a * b" } }
`;
    const [dataset] = Object.values(readPipeline(text, 'p.yaml', catalog).datasets);
    if (!dataset) throw new Error('there is no dataset');
    const rulesOfIt = rulesOfDataset(dataset);
    const judge = createJudge({ dataset, rules: rulesOfIt, sources: [0, 1, 2], nullWords: [], today });
    const found = (cells: readonly string[]): readonly string[] => {
      const reasons: string[] = [];
      const passes = judge.judge(cells, { changed: () => {}, violated: (_, reason) => reasons.push(reason) });
      return [String(passes), String(judge.values[3]), ...reasons];
    };
    expect(found(['x', '3', '4.00'])).toEqual(['true', '120000']);
    expect(found(['x', '3000000', '4000000.00'])).toEqual([
      'false',
      'null',
      'a is "3000000": c, which is computed from it, is too large to be kept exactly',
    ]);
    expect(found(['x', '', '4000000.00'])).toEqual(['true', 'null']);
  });
});
