import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BulkChange } from '#core/contract/bulk.ts';
import { loadPipeline } from '#core/engine/load-pipeline.ts';
import { startRun } from '#core/engine/start-run.ts';
import { createRandom } from '#core/generate/random.ts';
import { asked } from '../asked.ts';
import { rowsOf } from '../rows-of.ts';
import { runHere } from '../run-here.ts';
import { newFolder, winnow } from '../winnow.ts';

const folder = newFolder();
const workspace = join(folder, 'w.winnow');
const anew = join(folder, 'anew.winnow');
const { ask, close } = asked(() => workspace);
const seed = 3;
const random = createRandom(seed);
const orders = 240;
/** Of these the first eight change rules alone. */
const rounds = 18;

const towns = ['Ayr', 'Bute', 'Coll', 'Dull', 'Eigg'];

/** Lines of orders from a number on. */
function linesOfOrders(from: number, count: number): readonly string[] {
  return Array.from({ length: count }, (_, place) => {
    const index = from + place;
    const quantity = random.integer(-1, 12);
    const price = random.integer(1, 900) / 4;
    const total = random.integer(1, 6) === 1 ? quantity * price + 1 : quantity * price;
    if (random.integer(1, 40) === 1) return `broken,${index}`;
    return [
      random.integer(1, 12) === 1 ? 'O1' : `O${index}`,
      random.pick(['C1', 'C2', 'C3', 'c4 ', 'C9', '', 'n/a']),
      random.pick(['2024-02-03', '2031-01-01', '03.02.2024', '2019-12-31']),
      random.pick([String(quantity), String(quantity), 'many']),
      price.toFixed(2),
      total.toFixed(2),
      `Z${index % 5}`,
      random.integer(1, 6) === 1 ? random.pick([...towns, '']) : towns[index % 5],
      random.pick(['a@b.org', 'nobody', '  A@B.ORG ']),
    ].join(',');
  });
}

function writeFiles(): void {
  const lines = linesOfOrders(0, orders);
  writeFileSync(join(folder, 'orders.csv'), ['no,customer,day,quantity,price,total,zip,town,mail', ...lines, ''].join('\n'));
  writeFileSync(join(folder, 'customers.csv'), 'code,name\nC1,Ada\nC2,\nC3,Cy\nC4,Di\nC4,Di again\n');
}

/** Changes the files as deliveries do; whether more was done than to add lines behind the others. */
function deliver(round: number): boolean {
  const add = (name: string, lines: readonly string[]): void =>
    writeFileSync(join(folder, name), `${readFileSync(join(folder, name), 'utf8')}${lines.join('\n')}\n`);
  const edit = (change: (lines: string[]) => readonly string[]): boolean => {
    const before = readFileSync(join(folder, 'orders.csv'), 'utf8');
    const after = change(before.split('\n')).join('\n');
    writeFileSync(join(folder, 'orders.csv'), after);
    return after !== before;
  };
  const ways: readonly (() => unknown)[] = [
    () => undefined,
    () => add('orders.csv', linesOfOrders(1000 * round, random.integer(1, 9))),
    () => add('orders.csv', ['', 'O2,C1,2024-02-03,1,"2.5",2.5,Z1,"Ayr\nand Bute",a@b.org', '', '']),
    () => add('customers.csv', [`C9,Late ${round}`]),
    () => {
      add('customers.csv', [`C${round},New`, 'C1,Ada again']);
      add('orders.csv', ['only,one', ...linesOfOrders(1000 * round, 3)]);
    },
    () => edit((lines) => lines.toSpliced(random.integer(1, lines.length - 2), 1)),
    () => edit((lines) => lines.with(5, 'O5,C1,2024-02-03,7,1.00,7.00,Z0,Ayr,a@b.org')),
  ];
  return random.pick(ways)() === true;
}

/** Rules of orders as they may be written, each in several ways; the first of them may be left out. */
const variants: readonly (readonly string[])[] = [
  ['', '{ id: few, rule: range, column: quantity, max: 10 }', '{ id: few, rule: range, column: quantity, max: 4, strict: true }'],
  [
    '',
    '{ id: some, rule: range, column: quantity, min: 0, severity: warning }',
    '{ id: some, rule: range, column: quantity, min: 1 }',
  ],
  [
    '',
    '{ id: sum, rule: formula, expression: total = quantity * price }',
    '{ id: sum, rule: formula, expression: total = quantity * price, tolerance: 1 }',
  ],
  [
    '',
    '{ id: recent, rule: date-window, column: day, min: 2020-01-01, max: today }',
    '{ id: recent, rule: date-window, column: day, max: today, severity: critical }',
  ],
  [
    '',
    '{ id: town, rule: values, column: town, values: [Ayr, Bute, Coll] }',
    '{ id: town, rule: values, column: town, values: [Ayr, Bute, Coll, Dull, Eigg] }',
  ],
  ['', '{ id: short, rule: length, column: town, max: 3 }', '{ id: short, rule: length, column: town, max: 3, severity: info }'],
  [
    '',
    "{ id: mail, rule: pattern, column: mail, pattern: '.+@.+' }",
    "{ id: mail, rule: pattern, column: mail, pattern: '[a-z@.]+' }",
  ],
  [
    '',
    '{ id: one_town, rule: functional-dependency, determinant: [zip], column: town }',
    '{ id: one_town, rule: functional-dependency, determinant: [zip], column: town, severity: warning }',
  ],
  ['', '{ id: far, rule: z-score, column: price, limit: 1.5 }', '{ id: far, rule: z-score, column: price, limit: 1 }'],
  [
    '',
    '{ id: alike, rule: unique, columns: [zip, day] }',
    '{ id: alike, rule: unique, columns: [zip, day, quantity], enabled: false }',
    '{ id: alike, rule: unique, columns: [day, customer, quantity] }',
  ],
  [
    '',
    '{ id: known, rule: reference, columns: [customer], dataset: customers }',
    '{ id: known, rule: reference, columns: [customer], dataset: customers, severity: warning }',
  ],
];
const chosen = variants.map((ways) => random.integer(0, ways.length - 1));
let mayBeEmpty = true;

function yaml(): string {
  const rules = variants.flatMap((ways, index) => ways[chosen[index] ?? 0] || []);
  return `winnow: 1
name: shop
null_words: [n/a]
datasets:
  customers:
    source: { path: customers.csv }
    key: [code]
    columns: { code: { type: text, required: true, unique: true }, name: { type: text, required: ${!mayBeEmpty} } }
  orders:
    source: { path: orders.csv }
    key: [no]
    columns:
      no: { type: text, required: true, unique: true }
      customer: { type: text, required: ${!mayBeEmpty} }
      day: { type: date, formats: [yyyy-MM-dd] }
      quantity: { type: integer }
      price: { type: decimal, scale: 2 }
      total: { type: decimal, scale: 2, min: 0 }
      zip: { type: text }
      town: { type: text }
      mail: { type: text }
    clean:
      - { step: trim }
      - { step: change-case, column: customer, to: upper }
    derive: { weight: { type: decimal, scale: 1, expression: quantity * 2.5 } }
    rules: [${rules.map((rule) => `\n      ${rule}`).join(',')}
    ]
models:
  - { name: by_town, sql: "select town, count(*) as orders, sum(total) as total from clean_orders group by town order by town" }
  - name: spent
    sql: select c.code, c.name, sum(o.total) as total from clean_customers c left join clean_orders o on o.customer = c.code group by c.code
  - { name: codes, sql: "select code, length(code) * 2 as size from spent order by code" }
  - { name: copies, sql: "select code, count(*) as rows from (select * from spent) group by 1, total" }
  - { name: dim_customers, kind: dimension, from: customers, key: [code] }
  - { name: fact_orders, kind: fact, from: orders, grain: [no], dimensions: [{ dimension: dim_customers, on: { customer: code } }], measures: { total: {} } }
exports:
  - { dataset: orders, what: clean }
  - { dataset: orders, what: exceptions }
  - { dataset: orders, what: changes }
`;
}

async function run(path: string): Promise<void> {
  const { code, stderr } = await runHere(folder, 'pipeline.yaml', path, `${path}-out`);
  expect(code, stderr).toBe(0);
}

/** Everything that a run leaves, without the names and times of runs and ids that say nothing. */
const leftBy = (path: string): unknown => ({
  clean: rowsOf(path, 'select * from clean_orders order by id').map((row) => [row[0], ...row.slice(2, -1)]),
  parents: rowsOf(path, 'select id, code, name from clean_customers order by id'),
  raw: rowsOf(path, 'select id, line_no, no, mail from raw_orders order by id'),
  violations: rowsOf(
    path,
    'select dataset, record_id, rule_id, severity, failure_reason from validation_results order by dataset, record_id, id',
  ),
  exceptions: rowsOf(
    path,
    `select e.dataset, original_record_id, e.fingerprint, error_category, pipeline_stage, error_details, e.status, e.is_structural, raw_data, since
     from exceptions e join exception_rows r on r.id = e.id order by 1, 2`,
  ),
  changes: rowsOf(path, 'select dataset, record_id, column_name, old_value, new_value, step from changes order by 1, 2, 3, 6'),
  rules: rowsOf(
    path,
    'select run_no, dataset, rule_no, rule_id, rule, severity, checked, passed, failed, not_applicable, status, note from rule_results order by 1, 2, 3',
  ),
  accounts: rowsOf(path, 'select * from run_ledger order by run_no, dataset').map((row) => [row[0], ...row.slice(2)]),
  scores: rowsOf(path, 'select run_no, failed_weight, checked_weight from runs order by 1'),
  metrics: rowsOf(
    path,
    'select r.run_no, dataset, name, value, unit, detail from metrics join runs r using (run_id) order by 1, 2, 3, 5',
  ),
  // Of what waits now, as in the run before, nothing need be remembered.
  fingerprints: rowsOf(
    path,
    `select * from fingerprints
     where (dataset, fingerprint) not in (select dataset, fingerprint from exception_rows where since = 'persisting')
     order by 1, 2, 3`,
  ),
  decisions: rowsOf(
    path,
    'select run_no, batch_no, dataset, record_id, kind, cells, details, undone_at is null from decisions order by run_no, dataset, record_id, id',
  ),
  comments: rowsOf(path, 'select dataset, fingerprint, text from comments order by 1, 2, 3'),
  models: [
    rowsOf(path, 'select id, town, orders, total from by_town'),
    rowsOf(path, 'select id, code, name, total from spent'),
    rowsOf(path, 'select id, code, size from codes'),
    rowsOf(path, 'select id, code, rows from copies'),
    rowsOf(path, 'select * from dim_customers').map((row) => row.toSpliced(1, 1).slice(0, -1)),
    rowsOf(path, 'select * from fact_orders').map((row) => row.toSpliced(1, 1).slice(0, -1)),
  ],
  files: ['orders-clean.csv', 'orders-exceptions.csv', 'orders-changes.csv'].map((name) =>
    readFileSync(join(`${path}-out`, name), 'utf8'),
  ),
});

async function decide(): Promise<void> {
  const waiting = rowsOf(workspace, "select original_record_id from exceptions where dataset = 'orders' and status = 'open'");
  const about = () => ({ dataset: 'orders', recordId: Number(random.pick(waiting)[0]) });
  const many = async (change: BulkChange): Promise<void> => {
    const ids = Array.from({ length: 6 }, () => about().recordId);
    for await (const _ of await ask().exceptions.many({ selection: { dataset: 'orders', ids }, change }));
  };
  for (let step = 0; step < 12; step++) {
    const wishes: readonly (() => Promise<unknown>)[] = [
      () => many({ kind: 'set', column: 'quantity', to: String(random.integer(1, 9)) }),
      () => many({ kind: 'set', column: 'town', to: random.pick(towns) }),
      () => many({ kind: 'suggested' }),
      () => many({ kind: 'merged', rule: 'no_unique', keep: 'last', fill: random.integer(0, 1) === 1, reason: null }),
      () => ask().exceptions.decide({ ...about(), kind: random.pick(['waived', 'rejected', 'escalated']), reason: 'x' }),
      () => ask().exceptions.addParent({ dataset: 'customers', cells: { code: 'C9', name: 'Io' }, reason: 'new' }),
      () => ask().exceptions.undo({}),
    ];
    await random
      .pick(wishes)()
      .catch(() => undefined);
  }
  await close();
}

beforeAll(writeFiles);
afterAll(async () => {
  await close();
  rmSync(folder, { recursive: true, force: true });
});

it(`rules that changed are judged, and records that were added read, with the same end as in a full run (seed ${seed})`, {
  timeout: 300_000,
}, async () => {
  writeFileSync(join(folder, 'pipeline.yaml'), yaml());
  await run(workspace);
  const took = (path: string) =>
    Number(rowsOf(path, "select count(*) from audit_log where event_type = 'records_taken_over'")[0]?.[0]);
  let taken = 0;
  for (let round = 0; round < rounds; round++) {
    // Before anybody decided only the records are looked at that changed rules concern.
    if (round > 4 && round % 2 === 1) await decide();
    for (let change = random.integer(0, 3); change > 0; change--) {
      const index = random.integer(0, variants.length - 1);
      chosen[index] = random.integer(0, (variants[index]?.length ?? 1) - 1);
    }
    if (random.integer(1, 4) === 1) mayBeEmpty = !mayBeEmpty;
    writeFileSync(join(folder, 'pipeline.yaml'), yaml());
    const isOther = round >= 8 && deliver(round);
    for (const suffix of ['-wal', '-shm', '-lock']) rmSync(anew + suffix, { force: true });
    expect(existsSync(`${workspace}-wal`) && readFileSync(`${workspace}-wal`).length > 0).toBe(false);
    copyFileSync(workspace, anew);
    const copy = new Database(anew);
    copy.exec("update runs set app_version = 'another'");
    copy.close();
    await run(workspace);
    await run(anew);
    expect(took(anew)).toBe(taken);
    if (!isOther) taken++;
    expect(took(workspace), `round ${round}`).toBe(taken);
    expect(leftBy(workspace), `round ${round}`).toEqual(leftBy(anew));
    const verified = await winnow(['audit', 'verify', '--workspace', workspace], folder);
    expect(verified.code, verified.stdout).toBe(0);
  }
  expect(Number(rowsOf(workspace, 'select count(*) from decisions where undone_at is null')[0]?.[0])).toBeGreaterThan(40);
});

it('a stop changes nothing, and the run goes on: over the records where the file is the same still', async () => {
  const own = newFolder();
  const path = join(own, 'w.winnow');
  const file = join(own, 'a.csv');
  const definition = join(own, 'pipeline.yaml');
  const write = (most: number): void =>
    writeFileSync(
      definition,
      `winnow: 1\nname: a\ndatasets:\n  a:\n    source: { path: a.csv }\n    columns: { n: { type: integer, max: ${most}, unique: true } }\n`,
    );
  const start = (isResume: boolean, isStopped = false): Promise<string> =>
    startRun({ loaded: loadPipeline(definition), inputs: new Map(), workspacePath: path, outFolder: null, isResume }).then(
      ({ done, stop }) => {
        if (isStopped) stop();
        return done;
      },
    );
  writeFileSync(file, 'n\n1\n2\n30\n');
  write(10);
  await start(false);
  const shown = () => [
    rowsOf(path, 'select n from clean_a order by id'),
    rowsOf(path, 'select failure_reason from validation_results'),
  ];
  const before = shown();
  write(1);
  await expect(start(false, true)).rejects.toThrow('the run was stopped');
  expect(shown()).toEqual(before);
  writeFileSync(file, 'n\n1\n9\n30\n');
  await expect(start(true)).rejects.toThrow('changed while it was being read');
  expect(shown()).toEqual(before);
  writeFileSync(file, 'n\n1\n2\n30\n');
  await expect(start(false, true)).rejects.toThrow('the run was stopped');
  await start(true);
  expect(shown()).toEqual([[[1]], [['n is "2": more than 1'], ['n is "30": more than 1']]]);
  expect(rowsOf(path, "select count(*) from audit_log where event_type = 'records_taken_over'")).toEqual([[1]]);
  rmSync(own, { recursive: true, force: true });
});

describe('what cannot be taken over', () => {
  const own = newFolder();
  const path = join(own, 'w.winnow');
  afterAll(() => rmSync(own, { recursive: true, force: true }));
  const run = async (rules: string, more = ''): Promise<number | null> => {
    writeFileSync(join(own, 'a.csv'), 'k,n\na,1\nb\nc,3,4\nd,99\n');
    writeFileSync(
      join(own, 'pipeline.yaml'),
      `winnow: 1\nname: a\ndatasets:\n  a:\n    source: { path: a.csv }\n    columns: { k: { type: text }, n: { type: integer } }\n    rules: [${rules}]\n${more}`,
    );
    return (await runHere(own, 'pipeline.yaml', path)).code;
  };
  const lastRun = (query: string) => rowsOf(path, query.replace('LAST', '(select max(run_no) from runs)'));

  it('is what rules about the shape of lines found: with others of them everything is read again', async () => {
    await run('{ id: my_ragged, rule: ragged-record, severity: critical }');
    await run('');
    expect(lastRun("select failed from rule_results where run_no = LAST and rule_id = 'ragged_record'")).toEqual([[2]]);
    expect(rowsOf(path, 'select count(*) from validation_results')).toEqual([[2]]);
  });

  it('is a run that fails: it leaves what it found, as any other', async () => {
    await run('');
    const totals = 'reconciliations:\n  - { id: totals, left: select count(*) from clean_a, right: select 7 }\n';
    expect(await run('{ id: few, rule: range, column: n, max: 5 }', totals)).toBe(3);
    expect(lastRun('select read, clean, exceptions, structural from run_ledger where run_no = LAST')).toEqual([[4, 1, 1, 2]]);
    expect(lastRun('select status, stage from runs where run_no = LAST')).toEqual([['failed', 'summarize']]);
    expect(rowsOf(path, 'select k from clean_a order by k')).toEqual([['a'], ['d']]);
  });
});
