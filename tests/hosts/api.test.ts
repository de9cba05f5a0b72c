import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Server, startServer } from '#core/hosts/http/server.ts';
import { newFolder } from '../winnow.ts';

let server: Server;
const folder = newFolder();

beforeAll(async () => {
  writeFileSync(join(folder, 'in.csv'), 'a,b\n1,x\nbad,"=1+1"\n3,z\n');
  writeFileSync(
    join(folder, 'pipeline.yaml'),
    'winnow: 1\nname: p\ndatasets:\n  d:\n    source: { path: in.csv }\n    columns:\n      a: { type: integer }\n      b: { type: text }\n    key: [a]\napi: { paths: { things: d, things/all: d } }\n',
  );
  server = await startServer({ workspacePath: join(folder, 'p.winnow'), port: 0 });
});
afterAll(() => server.close());

const call = (path: string, init: RequestInit = {}) =>
  fetch(server.origin + path, { ...init, headers: { authorization: `Bearer ${server.token}`, ...init.headers } });
const post = (path: string, body: unknown) =>
  call(path, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });

const objectOf = async (response: Promise<Response>) => z.record(z.string(), z.any()).parse(await (await response).json());
const listOf = async (response: Promise<Response>) => z.array(z.record(z.string(), z.any())).parse(await (await response).json());

/** A call with headers that fetch would not let through. */
function raw(headers: Readonly<Record<string, string>>, path = '/api/system', method = 'GET'): Promise<number> {
  return new Promise((resolve, reject) => {
    const { port } = new URL(server.origin);
    const sent = request({ host: '127.0.0.1', port, path, method, headers, setHost: false }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.on('error', reject);
    sent.end();
  });
}

describe('loopback API', () => {
  it('runs a pipeline, streams its progress and shows what came of it', async () => {
    const { ticket } = await objectOf(post('/api/runs', { pipeline: join(folder, 'pipeline.yaml') }));
    const stream = await (await call(`/api/runs/progress/${ticket}`)).text();
    expect(stream).toMatch(/"kind":"ended"/);
    const [run] = await listOf(call('/api/runs'));
    expect(run).toMatchObject({
      status: 'succeeded',
      datasets: { d: { read: 3, clean: 2, exceptions: 1, violations: { a_type: 1 } } },
    });
    expect(await (await call(`/api/runs/${run?.['runId']}`)).json()).toEqual(run);
    const page = await (
      await post('/api/records', {
        dataset: 'd',
        filter: [{ column: 'a', operator: 'at least', value: 2 }],
        sort: [{ column: 'a', direction: 'descending' }],
      })
    ).json();
    expect(page).toMatchObject({ total: 1, rows: [expect.arrayContaining([3, 'z'])] });
    const { exceptions } = await objectOf(call('/api/exceptions?rule=a_type'));
    expect(exceptions).toHaveLength(1);
    expect(await (await call(`/api/exceptions/${exceptions?.[0]?.id}`)).json()).toMatchObject({
      violations: [{ ruleId: 'a_type', severity: 'error' }],
    });
    expect((await listOf(call('/api/rules'))).length).toBeGreaterThan(6);
    expect(await (await call('/api/audit/verify')).json()).toMatchObject({ brokenAt: null });
    const exported = await (await post('/api/exports', { dataset: 'd', path: join(folder, 'out.csv') })).json();
    expect(exported).toMatchObject({ rows: 2 });
    const preview = await (await post('/api/sources/preview', { path: join(folder, 'in.csv') })).json();
    expect(preview).toMatchObject({
      columns: [{ name: 'a' }, { name: 'b' }],
      rows: [
        ['1', 'x'],
        ['bad', '=1+1'],
        ['3', 'z'],
      ],
    });
  });

  it('describes itself, with a summary and a unique route for every call', async () => {
    const description = await objectOf(call('/openapi.json'));
    const calls = Object.values<Record<string, { summary?: string }>>(description['paths']).flatMap((methods) =>
      Object.values(methods),
    );
    expect(description['openapi']).toMatch(/^3\.1/);
    expect(calls.length).toBeGreaterThanOrEqual(17);
    expect(calls.filter(({ summary }) => !summary)).toEqual([]);
    expect(await (await call('/docs')).text()).toMatch(/Winnow API/);
    expect(await new Validator().validate(description)).toEqual({ valid: true });
    expect(Object.keys(description['components'].schemas)).toEqual(expect.arrayContaining(['Run', 'DataPage', 'Decision']));
  });

  it('gives tables, rows by key, and both under the paths that the pipeline declares', async () => {
    const { rows, next } = await objectOf(call('/api/data/d?order=-a&limit=1'));
    expect([rows, typeof next]).toEqual([[{ id: 3, a: 3, b: 'z' }], 'string']);
    const row = { id: 1, a: 1, b: 'x' };
    for (const path of ['/api/data/d/1', '/things/1', '/api/things/1/', '/things/all/1'])
      expect(await objectOf(call(path))).toEqual(row);
    const filter = 'filter[0][column]=b&filter[0][operator]=equals&filter[0][value]=z';
    expect((await objectOf(call(`/things/?${filter}`)))['total']).toBe(1);
    expect((await call('/things/9')).status).toBe(404);
    expect((await call('/thing')).status).toBe(404);
    expect((await post('/things', {})).status).toBe(404);
  });

  it('answers nobody without the token, nor under another name, nor another page', async () => {
    const { host } = new URL(server.origin);
    const authorization = `Bearer ${server.token}`;
    expect(await raw({ host, authorization })).toBe(200);
    expect(await raw({ host })).toBe(401);
    expect(await raw({ host, authorization: `Bearer ${server.token.slice(0, -1)}` })).toBe(401);
    expect(await raw({ host, authorization: 'Bearer ' })).toBe(401);
    expect(await raw({ host }, `/api/system?token=${server.token}`)).toBe(401);
    for (const other of ['evil.test', '127.0.0.1', `127.0.0.1:1`, `localhost.evil:${host.split(':')[1]}`, ''])
      expect(await raw({ host: other, authorization })).toBe(403);
    for (const origin of ['http://evil.test', 'null', `https://${host}`, `http://${host}.evil.test`])
      expect(await raw({ host, authorization, origin })).toBe(403);
    expect(await raw({ host, authorization, 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect((await fetch(`${server.origin}/things`)).status).toBe(401);
    // A container asks whether it is well.
    expect(await (await fetch(`${server.origin}/health`)).json()).toEqual({ isWell: true });
  });

  it('exchanges the code of the link for the token once, and sets no cookie', async () => {
    const exchange = (code: string) => fetch(`${server.origin}/session`, { method: 'POST', body: JSON.stringify({ code }) });
    const code = new URL(server.link).searchParams.get('code') ?? '';
    expect(server.link).not.toContain(server.token);
    expect((await fetch(server.link)).headers.get('set-cookie')).toBeNull();
    expect((await exchange(`${code.slice(1)}x`)).status).toBe(401);
    expect((await exchange(server.token)).status).toBe(401);
    const first = await exchange(code);
    expect(await first.json()).toEqual({ token: server.token });
    expect(first.headers.get('set-cookie')).toBeNull();
    expect((await exchange(code)).status).toBe(401);
    const { host } = new URL(server.origin);
    expect(await raw({ host, origin: 'http://127.0.0.1:1' }, '/session', 'POST')).toBe(403);
    expect(await raw({ host, cookie: `winnow_token=${server.token}` })).toBe(401);
  });

  it('never allows other origins and never sniffs', async () => {
    const { headers } = await call('/api/system');
    expect(headers.get('access-control-allow-origin')).toBeNull();
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toMatch(/default-src 'none'/);
  });

  it('takes JSON of at most 1 MiB and nothing else', async () => {
    expect(
      (
        await call('/api/records', {
          method: 'POST',
          body: 'dataset=d',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
        })
      ).status,
    ).toBe(415);
    expect((await call('/api/records', { method: 'POST', body: 'x', headers: { 'content-type': 'text/plain' } })).status).toBe(
      415,
    );
    const { host } = new URL(server.origin);
    const large = {
      host,
      authorization: `Bearer ${server.token}`,
      'content-type': 'application/json',
      'content-length': '2000000',
    };
    expect(await raw(large, '/api/records', 'POST')).toBe(413);
    expect(
      (await call('/api/records', { method: 'POST', body: '{"dataset":', headers: { 'content-type': 'application/json' } }))
        .status,
    ).toBe(400);
    expect((await call('/api/nonsense')).status).toBe(404);
  });

  it('takes nothing that only looks like JSON, and says which methods there are', async () => {
    for (const type of ['application/json-evil', 'application/jsonp', 'text/json', 'x/application/json']) {
      const { status } = await call('/api/records', {
        method: 'POST',
        body: '{"dataset":"d"}',
        headers: { 'content-type': type },
      });
      expect([type, status]).toEqual([type, 415]);
    }
    const asParameter = { 'content-type': 'Application/JSON; charset=utf-8' };
    expect((await call('/api/records', { method: 'POST', body: '{"dataset":"d"}', headers: asParameter })).status).toBe(200);
    const wrong = await call('/api/records', { method: 'PUT', body: '{}', headers: { 'content-type': 'application/json' } });
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'POST']);
    expect((await call('/api/nonsense', { method: 'PUT' })).status).toBe(404);
  });

  it('refuses what it does not know in a request, and names what is nearest', async () => {
    const pipeline = join(folder, 'pipeline.yaml');
    const bodies: readonly (readonly [string, object, string])[] = [
      ['/api/runs', { pipeline, outFoldr: 'x' }, 'outFolder'],
      ['/api/records', { dataset: 'd', filer: [] }, 'filter'],
      ['/api/records', { dataset: 'd', filter: [{ column: 'a', operator: 'equals', valu: 1 }] }, 'value'],
      ['/api/exports', { dataset: 'd', paths: 'x' }, 'path'],
    ];
    for (const [path, body, nearest] of bodies) {
      const response = await post(path, body);
      expect(response.status).toBe(400);
      expect(await response.text()).toMatch(new RegExp(`did you mean .*${nearest}`));
    }
    expect(await listOf(call('/api/runs'))).toHaveLength(1);
  });

  it('says what is wrong with a request in words, not in those of its libraries', async () => {
    const told = async (body: string) => {
      const response = await call('/api/records', { method: 'POST', body, headers: { 'content-type': 'application/json' } });
      expect(response.status).toBe(400);
      return ((await response.json()) as { message: string }).message;
    };
    expect(await told('{x')).toBe('the body of the request is not JSON that can be read');
    expect(await told('{"dataset":5}')).toBe('dataset: must be text, not a number');
    expect(await told('{}')).toBe('dataset: is missing; it is text');
    expect(await told('{"dataset":"s3://a/b"}')).toContain('is the address of a server');
  });

  it('lists a folder with links that lead nowhere or to themselves', async () => {
    const listed = newFolder();
    writeFileSync(join(listed, 'in.csv'), 'a\n1\n');
    symlinkSync('loop', join(listed, 'loop'));
    symlinkSync('nowhere', join(listed, 'dead.csv'));
    const response = await post('/api/files', { folder: listed });
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('in.csv');
  });

  it('never fails on whatever is sent to it', async () => {
    const nasty = fc.oneof(
      fc.string(),
      fc.constantFrom("'; drop table runs; --", '"', '__proto__', 'constructor', '../../etc/passwd', 'a\0b', '%'),
      fc.integer(),
      fc.constant(null),
      fc.jsonValue(),
    );
    const paths = ['/api/records', '/api/exports', '/api/sources/preview', '/api/runs', '/api/sources/infer'];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...paths),
        fc.dictionary(
          fc.constantFrom('dataset', 'what', 'filter', 'sort', 'limit', 'offset', 'path', 'pipeline', '__proto__'),
          nasty,
        ),
        async (path, body) => {
          const { status } = await post(path, body);
          expect(status).toBeGreaterThanOrEqual(200);
          expect(status).toBeLessThan(500);
        },
      ),
      { numRuns: 300 },
    );
    for (const column of ["a' or 1=1", '"a"', 'id; drop table runs']) {
      expect((await post('/api/records', { dataset: 'd', filter: [{ column, operator: 'equals', value: 1 }] })).status).toBe(400);
    }
    expect((await listOf(call('/api/runs'))).length).toBe(1);
  });

  it('says in a sentence what cannot be done, among events too', async () => {
    const path = join(folder, 'twice.csv');
    const follow = async (body: object): Promise<string> => (await post('/api/exports/follow', body)).text();
    expect(await follow({ dataset: 'd', path })).toContain('"kind":"done"');
    expect(await follow({ dataset: 'd', path })).toMatch(/twice\.csv exists already/);
    expect(await follow({ dataset: 'nothing', path })).toMatch(/there is no dataset or model/);
    const many = await post('/api/exceptions/many', {
      selection: { dataset: 'd' },
      change: { kind: 'set', column: 'nothing', to: 'x' },
    });
    expect(await many.text()).toMatch(/there is no column/);
  });

  it('keeps files of one name that come at once, each whole, and names of any length', async () => {
    const put = async (name: string, body: string): Promise<string> => {
      const answer = await call(`/files/${encodeURIComponent(name)}`, { method: 'PUT', body });
      return z.object({ path: z.string() }).parse(await answer.json()).path;
    };
    const bodies = Array.from({ length: 6 }, (_, index) => `a\n${`${index}\n`.repeat(400_000)}`);
    const paths = await Promise.all(bodies.map((body) => put('same.csv', body)));
    expect(new Set(paths).size).toBe(bodies.length);
    for (const [index, path] of paths.entries()) expect(readFileSync(path, 'utf8') === bodies[index]).toBe(true);
    expect(readFileSync(await put(`${'漢'.repeat(120)}.csv`, 'a\n'), 'utf8')).toBe('a\n');
  });

  it('listens on the loopback address only', () => {
    expect(server.origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });
});
