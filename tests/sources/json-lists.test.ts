import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { DialectWishes } from '#core/sources/file/dialect-wishes.ts';
import { openSource } from '#core/sources/sources.ts';
import { newFolder } from '../winnow.ts';

const folder = newFolder();

async function readAll(text: string, wishes: DialectWishes = {}) {
  const path = join(folder, 'in.json');
  writeFileSync(path, text);
  const { file, dialect, records } = await openSource(path, wishes);
  try {
    const rows: { line: number; cells: readonly string[]; problem: string | undefined }[] = [];
    for await (const chunk of records.chunks())
      for (const { line, cells, problem } of chunk.records) rows.push({ line, cells, problem: problem?.rule });
    file.assertUnchanged();
    return { headers: records.headers, dialect, rows };
  } finally {
    file.close();
  }
}

it('records within a document are found, with their lines', async () => {
  const text = `{
  "meta": { "count": 2, "tags": ["a", "b"], "note": "not [ { here" },
  "data": {
    "é": [],
    "items": [
      { "id": 1, "name": "Käse" },
      { "id": 2, "name": "Grüße" }
    ],
    "next": [{ "page": 3 }]
  }
}`;
  const read = await readAll(text);
  expect(read.headers).toEqual(['id', 'name']);
  expect(read.rows).toEqual([
    { line: 6, cells: ['1', 'Käse'], problem: undefined },
    { line: 7, cells: ['2', 'Grüße'], problem: undefined },
  ]);
  expect(read.dialect.records).toBe('$.data.items');
  expect(read.dialect.evidence.map(({ sentence }) => sentence)).toContain(
    'its records are under $.data.items; other lists are $.data.next',
  );
  expect((await readAll(text, { records: '$.data.next' })).rows.map(({ cells }) => cells)).toEqual([['3']]);
  await expect(readAll(text, { records: '$.nope' })).rejects.toThrow(/no list of objects at \$\.nope .*\$\.data\.items/);
});

it('reports a list that is cut off, and reads lists and single objects as before', async () => {
  const cut = await readAll('{"data": [{"id": 1}, {"id": 2}');
  expect(cut.rows.map(({ problem }) => problem)).toEqual([undefined, undefined, 'unreadable-json']);
  expect((await readAll('[{"id": 1, "tags": [{"a": 1}]}]')).rows.map(({ cells }) => cells)).toEqual([['1', '[{"a":1}]']]);
  expect((await readAll('{"id": 1, "name": "x"}')).headers).toEqual(['id', 'name']);
  // Documents one after the other are records, whatever lists they hold.
  const several = '{\n"id": 1,\n"lines": [{"a": 1}]\n}\n{\n"id": 2,\n"lines": []\n}\n';
  expect((await readAll(several)).rows.map(({ cells }) => cells)).toEqual([
    ['1', '[{"a":1}]'],
    ['2', '[]'],
  ]);
  const second = `{"items": [{"id": 1}], "text": "}{"}\n${' '.repeat(3_000_000)}{"items": [{"id": 2}]}`;
  expect((await readAll(second)).rows.map(({ problem }) => problem)).toEqual([undefined, 'unreadable-json']);
  const unclosed = `{"data": {"items": [{"id": 1}]}`;
  expect((await readAll(unclosed)).rows.map(({ problem }) => problem)).toEqual([undefined, 'unreadable-json']);
});

it('a long document is read to its end, whatever comes behind the list', async () => {
  const items = Array.from({ length: 60_000 }, (_, index) => `{"id": ${index}, "text": "${'x'.repeat(index % 40)}"}`);
  const { rows } = await readAll(`{"items": [${items.join(',\n')}], "tail": ${JSON.stringify('y'.repeat(3_000_000))}}`);
  expect(rows).toHaveLength(60_000);
  expect(rows.every(({ problem }) => problem === undefined)).toBe(true);
});
