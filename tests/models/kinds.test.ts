import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { rowsOf } from '../rows-of.ts';
import { runHere } from '../run-here.ts';
import { newFolder } from '../winnow.ts';

const star = `winnow: 1
name: star
holidays: [2024-01-26]
datasets:
  users:
    source: { path: users.csv }
    columns:
      user_id: { type: text, required: true }
      city: { type: text }
      email: { type: text }
      updated_at: { type: date }
    key: [user_id, updated_at]
  orders:
    source: { path: orders.csv }
    columns:
      order_id: { type: text, required: true, unique: true }
      user_id: { type: text }
      ordered_at: { type: timestamp }
      amount: { type: decimal, scale: 2, min: 0 }
    key: [order_id]
models:
  - { name: dim_date, kind: calendar, from: 2024-01-01, to: 2024-12-31, fiscal_year_start: 4 }
  - name: dim_users
    kind: dimension
    from: users
    key: [user_id]
    history: { type2: [city], valid_from: updated_at }
    unknown: { city: Nowhere }
  - name: fact_orders
    kind: fact
    from: orders
    grain: [order_id]
    dimensions:
      - { dimension: dim_users, on: { user_id: user_id }, at: ordered_at, missing: infer }
      - { dimension: dim_date, on: { ordered_at: date } }
    measures: { amount: { type: decimal, scale: 2, reconcile: true } }
`;
const usersHeader = 'user_id,city,email,updated_at';
const ordersHeader = 'order_id,user_id,ordered_at,amount';

async function build(users: readonly string[], orders: readonly string[], yaml = star) {
  const folder = newFolder();
  writeFileSync(join(folder, 'p.yaml'), yaml);
  writeFileSync(join(folder, 'users.csv'), `${[usersHeader, ...users].join('\n')}\n`);
  writeFileSync(join(folder, 'orders.csv'), `${[ordersHeader, ...orders].join('\n')}\n`);
  const ended = await runHere(folder, 'p.yaml', 'w.winnow');
  return { ...ended, rows: (query: string) => rowsOf(join(folder, 'w.winnow'), query) };
}

const versions =
  'select user_id, version, city, email, valid_from, valid_to, is_current, is_inferred from dim_users order by user_id, version';
const placed =
  'select order_id, u.user_id, u.city, date_key from fact_orders f join dim_users u on u.user_key = f.user_key order by order_id';

it('members have versions by their own time, and facts belong to the one that held', async () => {
  const { rows, code, stderr } = await build(
    [
      'u1,Oslo,old@example.org,2024-01-01',
      'u1,Bergen,new@example.org,2024-02-01',
      'u1,Bergen,new@example.org,2024-02-15',
      'u2,Rome,r@example.org,2024-03-01',
    ],
    [
      'o1,u1,2024-01-20T10:00:00,10',
      'o2,u1,2024-02-01T00:00:00,20',
      'o3,u2,2024-01-01T00:00:00,30',
      'o4,u9,2024-01-26T09:00:00,40',
      'o5,,2025-06-01T00:00:00,50.25',
    ],
  );
  expect(code, stderr).toBe(0);
  expect(rows(versions)).toEqual([
    ['u1', 1, 'Oslo', 'new@example.org', '2024-01-01', '2024-02-01', 0, 0],
    ['u1', 2, 'Bergen', 'new@example.org', '2024-02-01', null, 1, 0],
    ['u2', 1, 'Rome', 'r@example.org', '2024-03-01', null, 1, 0],
    ['u9', 1, null, null, null, null, 1, 1],
    ['unknown', 1, 'Nowhere', null, null, null, 1, 0],
  ]);
  expect(rows(placed)).toEqual([
    ['o1', 'u1', 'Oslo', 20240120],
    ['o2', 'u1', 'Bergen', 20240201],
    // Before the first version nothing else is known.
    ['o3', 'u2', 'Rome', 20240101],
    ['o4', 'u9', null, 20240126],
    ['o5', 'unknown', 'Nowhere', 0],
  ]);
  expect(rows('select week, weekday_name, fiscal_year, is_holiday from dim_date where date_key = 20240126')).toEqual([
    [4, 'Friday', 2024, 1],
  ]);
  expect(rows("select count(*) from check_results where status <> 'passed'")).toEqual([[0]]);
});

it('an inferred member is filled in under the key that it had', async () => {
  const orders = ['o1,u9,2024-01-26T09:00:00,40'];
  const [before, after] = [await build([], orders), await build(['u9,Lima,l@example.org,2024-05-01'], orders)];
  const key = "select user_key from dim_users where user_id = 'u9'";
  expect(after.rows(key)).toEqual(before.rows(key));
  expect(after.rows(placed)).toEqual([['o1', 'u9', 'Lima', 20240126]]);
});

it('the dimension is the same whatever the order of arrival, and no fact is without its member', async () => {
  const users = fc.uniqueArray(
    fc.record({
      user: fc.constantFrom('u1', 'u2', 'u3'),
      city: fc.constantFrom('Oslo', 'Rome', ''),
      day: fc.integer({ min: 1, max: 28 }),
    }),
    { maxLength: 12, selector: ({ user, day }) => `${user} ${day}` },
  );
  const orders = fc.array(fc.record({ user: fc.constantFrom('u1', 'u2', 'u4', ''), day: fc.integer({ min: 1, max: 28 }) }), {
    maxLength: 10,
  });
  await fc.assert(
    fc.asyncProperty(users, orders, fc.infiniteStream(fc.nat()), async (given, bought, order) => {
      const lines = given.map(({ user, city, day }) => `${user},${city},${user}-${day}@example.org,2024-03-${two(day)}`);
      const facts = bought.map(({ user, day }, index) => `o${index},${user},2024-03-${two(day)}T12:00:00,1`);
      const shuffled = lines.map((line) => ({ line, at: order.next().value ?? 0 })).toSorted((a, b) => a.at - b.at);
      const [one, other] = [
        await build(lines, facts),
        await build(
          shuffled.map(({ line }) => line),
          facts,
        ),
      ];
      const all = `select user_key, * from (${versions.replace('select', 'select user_key,')})`;
      expect(other.rows(all)).toEqual(one.rows(all));
      const members = 'select order_id, user_key from fact_orders order by 1';
      expect(other.rows(members)).toEqual(one.rows(members));
      expect(one.rows('select count(*) from fact_orders where user_key not in (select user_key from dim_users)')).toEqual([[0]]);
      for (const [index, { user, day }] of bought.entries())
        expect(one.rows(`select city from dim_users join fact_orders using (user_key) where order_id = 'o${index}'`)).toEqual([
          [cityAt(given, user, day)],
        ]);
    }),
    { numRuns: 25 },
  );
});

const two = (day: number): string => String(day).padStart(2, '0');

/** Where a user lived at noon of a day: as the last record until then says, or the first. */
function cityAt(given: readonly { user: string; city: string; day: number }[], user: string, day: number): string | null {
  if (user === '') return 'Nowhere';
  const own = given.filter((one) => one.user === user).toSorted((a, b) => a.day - b.day);
  return (own.findLast((one) => one.day <= day) ?? own[0])?.city || null;
}

it.each([
  ['from: users', 'from: user', 'there is no dataset "user"; did you mean users?'],
  [
    'key: [user_id]\n    history',
    'key: [user]\n    history',
    'there is no column of users "user"; there are user_id, city, email, updated_at',
  ],
  [
    'dimension: dim_date,',
    'dimension: dim_dates,',
    'there is no dimension or calendar defined before it "dim_dates"; did you mean dim_date?',
  ],
  ['measures: { amount: {', "measures: { amount: { sql: 'orders.amont',", 'no such column: orders.amont'],
  ['kind: calendar', 'kind: calender', 'there is no such kind as "calender"; did you mean calendar?'],
  ['unknown: { city: Nowhere }', 'rules: [{ id: r, rule: range, column: town, min: 1 }]', 'there is no column town'],
  ['unknown: { city: Nowhere }', 'columns: { version: { sql: users.city } }', 'the dimension adds a column version itself'],
  [
    'on: { user_id: user_id }, at: ordered_at',
    'on: { order_id: city }, at: ordered_at',
    'must name every column of the key of dim_users: user_id',
  ],
  [
    'unknown: { city: Nowhere }',
    "rules: [{ id: r, rule: condition, sql: 'city) or (1' }]",
    'closes a bracket that it does not open',
  ],
  [
    'unknown: { city: Nowhere }',
    'rules: [{ id: r, rule: required, column: city }, { id: r, rule: required, column: city }]',
    'the rule id r is used twice',
  ],
])('says what is wrong with a model: %s', async (right, wrong, message) => {
  const ended = await build([], [], star.replace(right, wrong));
  expect(ended.stderr).toContain(message);
  expect(ended.code).toBe(2);
});

it('rules judge the rows of models, and a column holds what it is said to hold', async () => {
  const yaml = star.replace(
    'measures: { amount: {',
    'rules:\n      - { id: small, rule: condition, sql: amount < 15, severity: warning }\n      - { id: cities, rule: range, column: amount, max: 100 }\n    measures: { amount: {',
  );
  const orders = ['o1,u1,2024-01-20T10:00:00,10', 'o2,u1,2024-02-01T00:00:00,20'];
  const { rows } = await build([], orders, yaml);
  expect(
    rows("select check_id, severity, status, measured from check_results where check_id in ('small', 'cities') order by 1"),
  ).toEqual([
    ['cities', 'error', 'passed', 0],
    ['small', 'warning', 'failed', 1],
  ]);
  const wrong = await build(
    [],
    orders,
    star.replace('measures: { amount: {', 'columns: { day: { type: integer, sql: "\'x\'" } }\n    measures: { amount: {'),
  );
  expect(wrong.stderr).toContain(
    'the model fact_orders cannot be built from these records: its column day is to hold integer values',
  );
  expect(wrong.code).toBe(3);
});

it('versions follow their own time, whatever columns are called and however instants are written', async () => {
  const yaml = star
    .replace(
      'city: { type: text }\n',
      'city: { type: text }\n      state: { type: text }\n      place: { type: text }\n      constructor: { type: text }\n',
    )
    .replace('updated_at: { type: date }', 'updated_at: { type: timestamp }')
    .replace('type2: [city]', 'type2: [state]');
  const folder = newFolder();
  writeFileSync(join(folder, 'p.yaml'), yaml);
  const header = 'user_id,city,state,place,constructor,email,updated_at';
  const users = [
    'u1,a,TX,1,c,e,2024-01-01T10:00:00Z',
    'u1,b,TX,2,c,e,2024-02-01T00:00:00Z',
    'u1,c,CA,3,d,e,2024-02-01T00:00:00.5Z',
  ];
  writeFileSync(join(folder, 'users.csv'), `${[header, ...users].join('\n')}\n`);
  writeFileSync(join(folder, 'orders.csv'), `${ordersHeader}\no1,u1,2024-02-01T00:00:00.2Z,1\no2,u1,2024-02-01T00:00:00.75Z,1\n`);
  const ended = await runHere(folder, 'p.yaml', 'w.winnow');
  expect(ended.code, ended.stderr).toBe(0);
  const rows = (query: string) => rowsOf(join(folder, 'w.winnow'), query);
  expect(
    rows("select version, state, city, place, constructor, valid_to, is_current from dim_users where user_id = 'u1' order by 1"),
  ).toEqual([
    [1, 'TX', 'c', '3', 'd', '2024-02-01T00:00:00.5Z', 0],
    [2, 'CA', 'c', '3', 'd', null, 1],
  ]);
  expect(rows('select order_id, version from fact_orders join dim_users using (user_key) order by 1')).toEqual([
    ['o1', 1],
    ['o2', 2],
  ]);
});

it('a fact that loses rows is told', async () => {
  const yaml = star.replace(
    'measures: { amount: {',
    "columns: { all_of_it: { sql: 'sum(orders.amount)' } }\n    measures: { amount: {",
  );
  const { rows } = await build([], ['o1,u1,2024-01-20T10:00:00,10', 'o2,u1,2024-02-01T00:00:00,20'], yaml);
  expect(rows("select status, measured from check_results where check_id = 'fact_orders_complete'")).toEqual([['failed', 1]]);
});

it.each([
  ['0', 3],
  ['0.10', 0],
  ['1%', 0],
  ['0.05 %', 3],
])('totals may be apart by %s', async (tolerance, code) => {
  const yaml = `${star}reconciliations:\n  - { id: totals, left: select 100.0, right: select 100.1, tolerance: ${tolerance} }\n`;
  expect((await build([], [], yaml)).code).toBe(code);
});
