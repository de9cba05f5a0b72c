import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parquetMetadata } from 'hyparquet';
import { expect, it } from 'vitest';
import { openSource } from '#core/sources/sources.ts';
import { runHere } from '../run-here.ts';
import { newFolder, winnow } from '../winnow.ts';

const folder = newFolder();
const out = join(folder, 'out');
writeFileSync(
  join(folder, 'pipeline.yaml'),
  `winnow: 1
name: formats
datasets:
  lines:
    source: { format: csv, path: lines.csv }
    columns:
      code: { type: text, required: true }
      amount: { type: decimal, scale: 2 }
      rate: { type: decimal }
      count: { type: integer }
      day: { type: date }
      at: { type: timestamp }
      isOpen: { header: open, type: boolean }
    key: [code]
models:
  - { name: totals, sql: "select day, sum(amount) as amount, count(*) as records, avg(rate) as rate from clean_lines group by day order by day", columns: { amount: { scale: 2 } } }
exports:
  - { dataset: lines, format: parquet }
  - { dataset: lines, format: tsv }
  - { dataset: lines, what: exceptions, format: parquet }
  - { dataset: lines, what: raw, format: parquet }
  - { model: totals, format: parquet }
`,
);

async function readTable(name: string) {
  const { file, records } = await openSource(join(out, name), {});
  try {
    const rows: (readonly string[])[] = [];
    for await (const chunk of records.chunks()) for (const { cells } of chunk.records) rows.push(cells);
    return { headers: records.headers, rows };
  } finally {
    file.close();
  }
}

it('rows leave as Parquet with types, and come back in every digit', async () => {
  const count = 60_000;
  const line = (index: number): string =>
    index % 1000 === 7
      ? `c${index},many,,,,,`
      : `c${index},${index % 3 === 0 ? '' : `-${index}.05`},0.1,${index * 1_000_003},2024-02-${String(1 + (index % 29)).padStart(2, '0')},2024-02-29T10:31:12.5Z,${index % 2 === 0}`;
  const lines = Array.from({ length: count }, (_, index) => line(index));
  lines[5] = `${lines[5]},one,more`;
  writeFileSync(join(folder, 'lines.csv'), `code,amount,rate,count,day,at,open\n${lines.join('\n')}\n`);
  const ran = await runHere(folder, 'pipeline.yaml', 'w.winnow', out);
  expect(ran, ran.stderr).toMatchObject({ code: 0 });

  const bytes = readFileSync(join(out, 'lines-clean.parquet'));
  const metadata = parquetMetadata(new Uint8Array(bytes).buffer);
  expect(
    metadata.schema
      .slice(1)
      .map(({ name, type, converted_type: converted, precision, scale }) => [name, type, converted, precision, scale]),
  ).toEqual([
    ['code', 'BYTE_ARRAY', 'UTF8', undefined, undefined],
    ['amount', 'INT64', 'DECIMAL', 18, 2],
    ['rate', 'BYTE_ARRAY', 'UTF8', undefined, undefined],
    ['count', 'INT64', undefined, undefined, undefined],
    ['day', 'INT32', 'DATE', undefined, undefined],
    ['at', 'BYTE_ARRAY', 'UTF8', undefined, undefined],
    ['isOpen', 'BOOLEAN', undefined, undefined, undefined],
  ]);
  expect(metadata.row_groups.length).toBe(2);
  const clean = await readTable('lines-clean.parquet');
  const tsv = await readTable('lines-clean.tsv');
  expect(clean.rows).toHaveLength(count - 61);
  // Compared as texts: to compare so many rows one by one takes half a minute.
  expect(JSON.stringify(clean.rows) === JSON.stringify(tsv.rows)).toBe(true);
  expect(clean.rows[4]).toEqual(['c4', '-4.05', '0.1', '4000012', '2024-02-05', '2024-02-29T10:31:12.5Z', 'true']);

  const exceptions = await readTable('lines-exceptions.parquet');
  expect(exceptions.rows).toHaveLength(61);
  const raw = await readTable('lines-raw.parquet');
  expect(raw.headers.at(-1)).toBe('extra_cells');
  expect(raw.rows).toHaveLength(count);
  expect(raw.rows[5]?.at(-1)).toBe('["one","more"]');
  expect(raw.rows[6]?.at(-1)).toBe('');
  const totals = await readTable('totals.parquet');
  expect(totals.headers).toEqual(['day', 'amount', 'records', 'rate']);
  expect(totals.rows).toHaveLength(29);
});

it('TSV keeps the texts of cells that nothing touched, and of waived ones', async () => {
  const own = newFolder();
  writeFileSync(join(own, 'in.csv'), 'code;amount\na;-0.5\n"b;x";many\nc\t;+5\n');
  writeFileSync(
    join(own, 'pipeline.yaml'),
    'winnow: 1\nname: t\ndatasets:\n  t:\n    source: { path: in.csv }\n    columns: { code: { type: text }, amount: { type: decimal, scale: 2 } }\n',
  );
  expect((await runHere(own, 'pipeline.yaml', 'w.winnow')).code).toBe(0);
  expect((await winnow(['exceptions', 'waive-all', '--dataset', 't', '--reason', 'agreed'], own)).code).toBe(0);
  expect((await winnow(['export', '--dataset', 't', '--format', 'tsv', '--out', 't.tsv'], own)).code).toBe(0);
  expect(readFileSync(join(own, 't.tsv'), 'utf8')).toBe('code\tamount\na\t-0.5\nb;x\tmany\n"c\t"\t+5\n');
});
