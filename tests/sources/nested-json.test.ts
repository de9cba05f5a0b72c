import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { openSource } from '#core/sources/sources.ts';
import { newFolder } from '../winnow.ts';

const folder = newFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function read(records: readonly string[]) {
  const path = join(folder, 'a.ndjson');
  writeFileSync(path, `${records.join('\n')}\n`);
  const { file, records: source } = await openSource(path, {});
  try {
    const chunks = await Array.fromAsync(source.chunks());
    return { headers: source.headers, rows: chunks.flatMap((chunk) => chunk.records) };
  } finally {
    file.close();
  }
}

it('gives the values of objects within a record as cells of their own, and lists as they are written', async () => {
  const { headers, rows } = await read([
    '{"id": 1, "customer": {"name": "Ada", "address": {"city": "London", "geo": [51.50, -0.12]}}, "tags": ["a", {"b": 1}]}',
    '{"id": 2, "customer": {"name": null}, "tags": []}',
    '{"id": 3, "customer": {}, "tags": null}',
    '{"id": 4, "customer": null}',
  ]);
  expect(headers).toEqual(['id', 'customer.name', 'customer.address.city', 'customer.address.geo', 'tags']);
  expect(rows.map(({ cells }) => cells)).toEqual([
    ['1', 'Ada', 'London', '[51.50,-0.12]', '["a",{"b":1}]'],
    ['2', '', '', '', '[]'],
    ['3', '', '', '', ''],
    ['4', '', '', '', ''],
  ]);
  expect(rows.every(({ problem }) => problem === undefined)).toBe(true);
});

it.each([
  ['in the record', '{"id": 1, "a": {"x": 1}, "id": 2}', 'id'],
  ['in an object within it', '{"id": 1, "a": {"x": 1, "y": {"z": 1, "z": 2}}}', 'a.y.z'],
  ['in an object of a list', '{"id": 1, "a": {"x": [{"k": 1, "k": 2}]}}', 'k'],
  ['an object twice', '{"id": 1, "a": {"x": 1}, "a": {"y": 2}}', 'a'],
  ['one that names the cell of another', '{"id": 1, "a": {"x": 1}, "a.x": 2}', 'a.x'],
  ['written with an escape', String.raw`{"id": 1, "a": {"x": 1, "\u0078": 2}}`, 'a.x'],
])('a key that stands twice %s is a finding', async (_, record, key) => {
  const { rows } = await read(['{"id": 1, "a": {"x": 1}}', record]);
  expect(rows[1]?.problem).toMatchObject({ rule: 'ragged-record', reason: expect.stringContaining(`"${key}"`) });
});

it('an object without values is no value of those that others have, wherever it stands', async () => {
  const plain = Array.from({ length: 10_050 }, (_, index) => `{"x": ${index}, "a": {"b": 1}}`);
  const { headers, rows } = await read([...plain, '{"x": 1, "a": null}', '{"x": 2, "a": {}}', '{"x": 3, "a": 5}']);
  expect(headers).toEqual(['x', 'a.b']);
  expect(rows.slice(-3).map(({ problem }) => problem?.rule)).toEqual([undefined, undefined, 'ragged-record']);
});

it('a name with a dot is no second one of an object that is none of its cells', async () => {
  const { rows } = await read([
    '{"a": {"b": {"c": 1}}, "a.b": 2}',
    '{"a.b": 2, "a": {"b": {"c": 1}}}',
    '[{"x": 9, "x": 10}]',
    '{"a": {"b": {}}, "a.b": 2}',
  ]);
  expect(rows.slice(0, 2).map(({ problem }) => problem)).toEqual([undefined, undefined]);
  expect(rows.slice(2).map(({ problem }) => problem?.rule)).toEqual(['ragged-record', 'ragged-record']);
});

it('keys that are alike in different objects are none', async () => {
  const { rows } = await read(['{"a": {"x": 1}, "b": {"x": 2}, "c": [{"x": 1}, {"x": 2}], "x": "{\\"x\\": 1}"}']);
  expect(rows[0]).toMatchObject({ cells: ['1', '2', '[{"x":1},{"x":2}]', '{"x": 1}'], problem: undefined });
});

it('objects in objects without end are one cell from the eighth on', async () => {
  const deep = `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`;
  const { headers, rows } = await read([deep, '{"b": 1}']);
  expect(headers.length).toBeLessThan(4);
  expect(rows).toHaveLength(2);
});
