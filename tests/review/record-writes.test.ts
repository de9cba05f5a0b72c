import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '#core/generate/random.ts';
import { type Server, startServer } from '#core/hosts/http/server.ts';
import { rowsOf } from '../rows-of.ts';
import { runHere } from '../run-here.ts';
import { newFolder } from '../winnow.ts';

const folder = newFolder();
const workspace = join(folder, 'w.winnow');
const random = createRandom(11);
let server: Server;

const definition = (records: string) => `winnow: 1
name: shop
api: { paths: { shop/orders: orders } }
datasets:
  customers:
    source: { format: csv, path: customers.csv }
    columns: { code: { type: text, required: true, unique: true }, name: { type: text } }
    key: [code]
    records: { update: true, delete: true }
  orders:
    source: { format: csv, path: orders.csv }
    columns:
      no: { type: text, required: true, unique: true }
      customer: { type: text, required: true }
      quantity: { type: integer, required: true, min: 1, max: 9 }
      price: { type: decimal, scale: 2, min: 0 }
      total: { type: decimal, scale: 2 }
    key: [no]
    references: [ { columns: [customer], dataset: customers } ]
    rules: [ { id: adds_up, rule: formula, expression: total = quantity * price } ]
    ${records}
`;

beforeAll(async () => {
  writeFileSync(
    join(folder, 'customers.csv'),
    `code,name\n${Array.from({ length: 12 }, (_, at) => `C${at},N${at}`).join('\n')}\n`,
  );
  const lines = Array.from({ length: 60 }, (_, at) => {
    const [quantity, price] = [1 + (at % 9), at % 5];
    return `O${at},C${at % 13},${at % 20 === 7 ? 0 : quantity},${price}.00,${quantity * price}.00`;
  });
  writeFileSync(join(folder, 'orders.csv'), ['no,customer,quantity,price,total', ...lines, ''].join('\n'));
  writeFileSync(join(folder, 'pipeline.yaml'), definition('records: { update: true, delete: true }'));
  expect((await runHere(folder, 'pipeline.yaml', workspace)).code).toBe(0);
  server = await startServer({ workspacePath: workspace, port: 0 });
});

afterAll(() => server.close());

async function send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const answer = await fetch(`${server.origin}/api${path}`, {
    method,
    headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/json', ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, etag: answer.headers.get('etag'), body: text === '' ? null : JSON.parse(text) };
}

/** What is wrong with the clean rows, found without Winnow. */
function wrongRows(): readonly unknown[] {
  // A parent counts wherever it stands, rejected ones too: only one that is nowhere makes an orphan.
  const table = String(rowsOf(workspace, `select name from sqlite_schema where name glob 'records_customers_*'`)[0]?.[0]);
  const known = new Set(rowsOf(workspace, `select c0 from ${table}`).map(([code]) => code));
  const orders = rowsOf(workspace, 'select no, customer, quantity, price, total from clean_orders');
  const numbers = orders.map(([no]) => no);
  return orders.filter(([no, customer, quantity, price, total]) => {
    const isWrong =
      no === null ||
      numbers.filter((other) => other === no).length > 1 ||
      !known.has(customer) ||
      !Number.isInteger(quantity) ||
      Number(quantity) < 1 ||
      Number(quantity) > 9 ||
      Number(price) < 0 ||
      (price !== null && total !== null && Math.abs(Number(total) - Number(quantity) * Number(price)) > 1e-9);
    return isWrong;
  });
}

describe('a clean record', () => {
  it('is changed where the rules still hold, with an ETag, and the change is undone', async () => {
    const before = await send('GET', '/data/orders/O1');
    expect(before.etag).toMatch(/^"[0-9a-f]{32}"$/);
    const changed = await send('PATCH', '/data/orders/O1', { quantity: 3, total: 3 }, { 'if-match': before.etag ?? '' });
    expect(changed).toMatchObject({ status: 200, body: { row: { no: 'O1', quantity: 3, total: 3 } } });
    expect((await send('GET', '/data/orders/O1')).etag).toBe(changed.etag);
    expect((await send('PATCH', '/data/orders/O1', { quantity: 2 }, { 'if-match': before.etag ?? '' })).status).toBe(412);
    await send('POST', '/exceptions/undo', { batchNo: changed.body.batchNo });
    expect(await send('GET', '/data/orders/O1')).toEqual(before);
  });

  it('is changed under a path of the pipeline too', async () => {
    const changed = await send('PATCH', '/shop/orders/O3', { customer: 'C2' });
    expect(changed).toMatchObject({ status: 200, body: { row: { customer: 'C2' } } });
    expect((await send('PATCH', '/shop/orders/O3', { quantity: 0 })).status).toBe(422);
  });

  it('is refused with every reason where a rule would be broken, and stays as it was', async () => {
    const before = await send('GET', '/data/orders/O2');
    const refused = await send('PATCH', '/data/orders/O2', { quantity: 12 });
    expect(refused.status).toBe(422);
    expect(refused.body.data.problems.map(({ ruleId }: { ruleId: string }) => ruleId).sort()).toEqual([
      'adds_up',
      'quantity_max',
    ]);
    expect((await send('PATCH', '/data/orders/O2', { customer: 'nobody' })).status).toBe(422);
    expect((await send('PATCH', '/data/orders/O2', { no: 'O3' })).status).toBe(422);
    expect((await send('PUT', '/data/orders/O2', { no: 'O2', quantity: 1 })).status).toBe(422);
    expect((await send('PATCH', '/data/orders/O2', { colour: 'red' })).status).toBe(400);
    expect((await send('PATCH', '/data/orders/gone', { quantity: 1 })).status).toBe(404);
    expect(await send('GET', '/data/orders/O2')).toEqual(before);
  });

  it('is done once under one key, however often it is sent', async () => {
    const key = { 'idempotency-key': 'k-1' };
    const first = await send('PATCH', '/data/orders/O4', { price: 0, total: 0 }, key);
    expect(first.status).toBe(200);
    expect(await send('PATCH', '/data/orders/O4', { price: 0, total: 0 }, key)).toEqual(first);
    expect((await send('PATCH', '/data/orders/O4', { price: 1, total: 5 }, key)).status).toBe(409);
    const made = rowsOf(workspace, `select count(*) from decisions where dataset = 'orders' and record_id = 5`);
    expect(made).toEqual([[1]]);
  });

  it('is deleted for others too: it is rejected with a reason, and comes back', async () => {
    const gone = await send('DELETE', '/data/orders/O5?reason=cancelled&author=api');
    expect(gone).toMatchObject({ status: 200, body: { row: null } });
    expect((await send('GET', '/data/orders/O5')).status).toBe(404);
    expect(rowsOf(workspace, `select status from exceptions where original_record_id = 6 and dataset = 'orders'`)).toEqual([
      ['rejected'],
    ]);
    await send('POST', '/exceptions/undo', { batchNo: gone.body.batchNo });
    expect((await send('GET', '/data/orders/O5')).status).toBe(200);
  });
});

it('no sequence of writes puts a record that breaks a rule among the clean ones', { timeout: 300_000 }, async () => {
  const batches: number[] = [];
  const counts = new Map<number, number>();
  for (let step = 0; step < 500; step++) {
    const order = `O${random.integer(0, 61)}`;
    const [quantity, price] = [random.integer(-1, 11), random.integer(0, 6)];
    const answer = await random.pick([
      () => send('PATCH', `/data/orders/${order}`, { quantity, total: quantity * price, price }),
      () => send('PATCH', `/data/orders/${order}`, { quantity }),
      () => send('PATCH', `/data/orders/${order}`, { customer: `C${random.integer(0, 14)}` }),
      () => send('PATCH', `/data/orders/${order}`, { no: `O${random.integer(0, 70)}` }),
      () => send('PUT', `/data/orders/${order}`, { no: order, customer: 'C1', quantity, price, total: price * 2 }),
      () => send('DELETE', `/data/orders/${order}`),
      () => send('DELETE', `/data/customers/C${random.integer(0, 13)}`),
      () => send('PATCH', `/data/customers/C${random.integer(0, 13)}`, { code: `C${random.integer(0, 15)}` }),
      () => send('POST', '/exceptions/undo', { batchNo: random.pick([...batches, 1]) }),
    ])();
    counts.set(answer.status, (counts.get(answer.status) ?? 0) + 1);
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(500);
    if (answer.body?.batchNo > 0) batches.push(answer.body.batchNo);
    if (step % 10 === 0) expect(wrongRows()).toEqual([]);
  }
  expect(wrongRows()).toEqual([]);
  expect([...counts.keys()].sort()).toEqual(expect.arrayContaining([200, 404, 422]));
});

it('changes of clean records hold in the next run, also where the records stand elsewhere in the file', async () => {
  const { body } = await send('GET', '/data/orders?limit=1000');
  const [row] = body.rows as { no: string; customer: string }[];
  const customers = rowsOf(workspace, 'select code from clean_customers').map(([code]) => String(code));
  const other = customers.find((code) => code !== row?.customer) ?? '';
  expect((await send('PATCH', `/data/orders/${row?.no}`, { customer: other })).status).toBe(200);
  await server.close();
  const lines = rowsOf(workspace, 'select no, customer, quantity, price, total from raw_orders').map((cells) => cells.join(','));
  writeFileSync(join(folder, 'orders.csv'), ['no,customer,quantity,price,total', 'NEW,C1,1,1.00,1.00', ...lines, ''].join('\n'));
  expect((await runHere(folder, 'pipeline.yaml', workspace)).code).toBe(0);
  server = await startServer({ workspacePath: workspace, port: 0 });
  expect((await send('GET', `/data/orders/${row?.no}`)).body).toMatchObject({ customer: other });
});

it('is forbidden where the pipeline does not allow it', async () => {
  await server.close();
  writeFileSync(join(folder, 'pipeline.yaml'), definition(''));
  expect((await runHere(folder, 'pipeline.yaml', workspace)).code).toBe(0);
  server = await startServer({ workspacePath: workspace, port: 0 });
  expect(await send('PATCH', '/data/orders/O1', { quantity: 1 })).toMatchObject({
    status: 403,
    body: { message: expect.stringContaining('records: { update: true }') },
  });
  expect((await send('DELETE', '/data/orders/O1')).status).toBe(403);
});
