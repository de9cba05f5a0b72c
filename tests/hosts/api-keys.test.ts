import { readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Server, startServer } from '#core/hosts/http/server.ts';
import { rowsOf } from '../rows-of.ts';
import { runHere } from '../run-here.ts';
import { newFolder, winnow } from '../winnow.ts';

const folder = newFolder();
const workspace = join(folder, 'w.winnow');
let server: Server;
let reading: string;
let writing: string;

beforeAll(async () => {
  writeFileSync(join(folder, 'orders.csv'), 'no,quantity\nO1,1\nO2,2\nO3,12\n');
  writeFileSync(
    join(folder, 'pipeline.yaml'),
    `winnow: 1
name: shop
api: { paths: { shop/orders: orders, keys: orders, runs: orders, backups: orders } }
datasets:
  orders:
    source: { format: csv, path: orders.csv }
    columns: { no: { type: text, required: true, unique: true }, quantity: { type: integer, min: 1, max: 9 } }
    key: [no]
    records: { update: true, delete: true }
`,
  );
  expect((await runHere(folder, 'pipeline.yaml', workspace)).code).toBe(0);
  reading = (await winnow(['keys', 'make', 'report', '--workspace', workspace], folder)).stdout.trim();
  writing = (
    await winnow(['keys', 'make', 'sync', '--scope', 'write', '--author', 'ada', '--workspace', workspace], folder)
  ).stdout.trim();
  server = await startServer({ workspacePath: workspace, port: 0 });
});

afterAll(() => server.close());

async function send(key: string, method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const answer = await fetch(`${server.origin}${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: text.startsWith('{') ? JSON.parse(text) : text };
}

/** The status of a path that is sent as it stands, which fetch would tidy first. */
function sendRaw(key: string, path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const { port, host } = new URL(server.origin);
    const sent = request({ host: '127.0.0.1', port, path, headers: { authorization: `Bearer ${key}`, host } }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.on('error', reject);
    sent.end();
  });
}

describe('an API key', () => {
  it('reads tables, also under the paths of the pipeline, and changes nothing without the scope', async () => {
    expect(await send(reading, 'GET', '/api/data/orders')).toMatchObject({ status: 200, body: { total: 2 } });
    expect((await send(reading, 'GET', '/shop/orders/O1')).status).toBe(200);
    expect(await send(reading, 'PATCH', '/api/data/orders/O1', { quantity: 3 })).toMatchObject({
      status: 403,
      body: { message: 'this API key may only read' },
    });
    expect((await send(reading, 'DELETE', '/shop/orders/O1')).status).toBe(403);
    expect((await send(reading, 'GET', '/api/data/orders/O1')).body).toMatchObject({ quantity: 1 });
  });

  it('changes records that the rules accept, and is named in the audit log beside the author', async () => {
    expect((await send(writing, 'PATCH', '/api/data/orders/O1', { quantity: 4 })).status).toBe(200);
    expect((await send(writing, 'PATCH', '/shop/orders/O2?author=grace', { quantity: 5 })).status).toBe(200);
    expect((await send(writing, 'PATCH', '/shop/orders/O2', { quantity: 10 })).status).toBe(422);
    expect(rowsOf(workspace, 'select author from decisions order by rowid')).toEqual([
      ['API key sync'],
      ['grace (API key sync)'],
    ]);
  });

  it('gives access to nothing else, however the path is written', async () => {
    for (const [method, path] of [
      ['GET', '/api/audit'],
      ['POST', '/api/plan'],
      ['GET', '/api/versions'],
      ['POST', '/api/sources/preview'],
      ['POST', '/api/exceptions/undo'],
      ['GET', '/api/database'],
      ['PUT', '/files/a.csv'],
      ['GET', '/nothing'],
    ] as const)
      expect((await send(writing, method, path, method === 'GET' ? undefined : {})).status, `${method} ${path}`).toBe(403);
    for (const path of ['/api/data/../audit', '/api/data/%2e%2e/audit', '/shop/orders/../../api/audit'])
      expect(await sendRaw(writing, path), path).toBe(403);
    expect([403, 404]).toContain(await sendRaw(writing, '/api/data%2f..%2faudit'));
  });

  it('means the table where a path of the pipeline is called like something of Winnow', async () => {
    for (const path of ['/api/keys', '/api/runs', '/api/backups', '/keys', '/api/data/../keys'])
      expect(await send(reading, 'GET', path), path).toMatchObject({ status: 200, body: { rows: [{ no: 'O1' }, { no: 'O2' }] } });
    expect((await send(writing, 'DELETE', '/api/keys/report')).status).toBe(404);
    expect((await send(writing, 'POST', '/api/keys', { name: 'x' })).status).toBe(404);
    expect((await send(reading, 'GET', '/api/data/orders')).status).toBe(200);
    expect((await send(server.token, 'GET', '/api/keys')).body).toContain('report');
  });

  it('is asked for once each: what another program was answered under the same key is not its answer', async () => {
    const once = { 'idempotency-key': '1' };
    expect((await send(writing, 'PATCH', '/api/data/orders/O2', { quantity: 6 }, once)).status).toBe(200);
    expect((await send(server.token, 'PATCH', '/api/data/orders/O2', { quantity: 7 }, once)).status).toBe(200);
    expect((await send(writing, 'PATCH', '/api/data/orders/O2', { quantity: 6 }, once)).status).toBe(200);
    expect((await send(reading, 'GET', '/api/data/orders/O2')).body).toMatchObject({ quantity: 7 });
  });

  it('cannot write lines of its own into the audit log', async () => {
    const author = encodeURIComponent('x\n2026-01-01T00:00:00Z\tkey revoked');
    expect((await send(writing, 'PATCH', `/api/data/orders/O2?author=${author}`, { quantity: 5 })).status).toBe(400);
    expect((await send(writing, 'PATCH', '/api/data/orders/O2?author=%20', { quantity: 5 })).status).toBe(400);
    expect((await send(writing, 'PATCH', '/api/data/orders/O2', { quantity: 5 })).status).toBe(200);
  });

  it('opens its own workspace only', async () => {
    const other = join(folder, 'other.winnow');
    expect((await runHere(folder, 'pipeline.yaml', other)).code).toBe(0);
    const header = { 'winnow-workspace': encodeURIComponent(other) };
    expect((await send(writing, 'GET', '/api/data/orders', undefined, header)).status).toBe(401);
    expect((await send(server.token, 'GET', '/api/data/orders', undefined, header)).status).toBe(200);
    // Now it is open, and the key still is not one of its own.
    expect((await send(writing, 'GET', '/api/data/orders', undefined, header)).status).toBe(401);
    const own = { 'winnow-workspace': encodeURIComponent(workspace) };
    expect((await send(writing, 'GET', '/api/data/orders', undefined, own)).status).toBe(200);
    expect((await send(writing, 'GET', '/api/data/orders')).body).toMatchObject({ rows: [{ quantity: 4 }, { quantity: 5 }] });
  });

  it('survives a restart, is stored as a hash only, and stops working when it is revoked', async () => {
    await server.close();
    server = await startServer({ workspacePath: workspace, port: 0 });
    expect((await send(reading, 'GET', '/api/data/orders')).status).toBe(200);
    expect(readFileSync(workspace).includes(Buffer.from(reading))).toBe(false);
    await send(server.token, 'POST', '/api/backups', {});
    expect((await send(server.token, 'DELETE', '/api/keys/report')).status).toBe(200);
    expect((await send(reading, 'GET', '/api/data/orders')).status).toBe(401);
    expect((await send(writing, 'GET', '/api/data/orders')).status).toBe(200);
    expect((await send(server.token, 'DELETE', '/api/keys/report')).status).toBe(404);
    // A backup from before does not bring it back, and takes away none.
    expect((await send(server.token, 'POST', '/api/backups/newest/restore', {})).status).toBe(200);
    expect((await send(reading, 'GET', '/api/data/orders')).status).toBe(401);
    expect((await send(writing, 'GET', '/api/data/orders')).status).toBe(200);
  });
});

describe('winnow keys', () => {
  it('lists keys without the keys themselves, and refuses what it cannot make', async () => {
    const list = await winnow(['keys', 'list', '--workspace', workspace], folder);
    expect(list.stdout).toMatch(/^sync\twrite\t.*\tmade by ada\n$/);
    const again = await winnow(['keys', 'make', 'sync', '--workspace', workspace], folder);
    expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining('there is a key sync already') });
    const wide = await winnow(['keys', 'make', 'x', '--scope', 'all', '--workspace', workspace], folder);
    expect(wide).toMatchObject({ code: 2, stderr: expect.stringContaining('--scope all: choose one of read, write') });
    const gone = await winnow(['keys', 'revoke', 'nobody', '--workspace', workspace], folder);
    expect(gone).toMatchObject({ code: 2, stderr: expect.stringContaining('there is no API key nobody') });
  });
});
