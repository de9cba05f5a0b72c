import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { infer } from '#core/engine/infer.ts';
import { loadPipeline } from '#core/engine/load-pipeline.ts';
import { startRun } from '#core/engine/start-run.ts';
import { openSource } from '#core/sources/sources.ts';
import { rowsOf } from '../rows-of.ts';
import { newFolder, root } from '../winnow.ts';

/** Real dirty files that are not part of the project; where they are not at hand these tests are skipped and say so. */
const data = process.env['WINNOW_REAL_DATA'] ?? join(root, '../shared/data');
const isThere = existsSync(data);
if (!isThere) console.warn(`REAL DATA NOT FOUND at ${data}: these tests are skipped; set WINNOW_REAL_DATA`);

const csvFiles = (folder: string): readonly string[] =>
  isThere
    ? readdirSync(join(data, folder), { recursive: true, encoding: 'utf8' })
        .map((name) => join(data, folder, name))
        .filter((path) => path.endsWith('.csv') && statSync(path).isFile())
    : [];

async function run(pipeline: string, inputs: ReadonlyMap<string, string> = new Map()) {
  const folder = newFolder();
  const workspacePath = join(folder, 'w.winnow');
  const started = await startRun({
    loaded: loadPipeline(pipeline),
    inputs,
    workspacePath,
    outFolder: join(folder, 'out'),
    isResume: false,
  });
  await started.done;
  return { workspacePath, folder };
}

const failures = (workspace: string): Record<string, unknown> =>
  Object.fromEntries(
    rowsOf(workspace, 'select rule_id, failed from rule_results where failed > 0').map(([rule, failed]) => [
      String(rule),
      failed,
    ]),
  );

describe.runIf(isThere)('real data', () => {
  const folders = [
    'cafe-sales',
    'retail-store',
    'superstore-utf8-bom',
    'india-ecommerce',
    'hospital',
    'csv-spectrum',
    'duckdb-rejects',
  ];
  it.each(folders.flatMap(csvFiles))('infer and run %s', async (path) => {
    const folder = newFolder();
    const yaml = await infer([{ path: path }]);
    writeFileSync(join(folder, 'pipeline.yaml'), yaml);
    const { workspacePath } = await run(join(folder, 'pipeline.yaml'));
    const [ledger] = rowsOf(workspacePath, 'select read, clean + exceptions + structural + blank, dataset from run_ledger');
    expect(ledger?.[0]).toBe(ledger?.[1]);
    expect(rowsOf(workspacePath, `select count(*) from raw_${ledger?.[2]}`)).toEqual(
      rowsOf(workspacePath, 'select read - blank from run_ledger'),
    );
  });

  it('cafe-sales: finds exactly its planted dirt in each column', async () => {
    const { workspacePath } = await run(
      join(root, 'tests/real/cafe.yaml'),
      new Map([['cafe', join(data, 'cafe-sales/dirty_cafe_sales.csv')]]),
    );
    expect(failures(workspacePath)).toEqual({
      item_required: 334 + 344 + 292,
      quantity_required: 138 + 171 + 170,
      price_per_unit_required: 179 + 164 + 190,
      total_spent_required: 173 + 165 + 164,
      payment_method_required: 2579 + 293 + 306,
      location_required: 3265 + 338 + 358,
      transaction_date_required: 159 + 159 + 142,
    });
    expect(rowsOf(workspacePath, "select checked, not_applicable from rule_results where rule_id = 'total_adds_up'")).toEqual([
      [8544, 10_000 - 8544],
    ]);
  });

  it('india-ecommerce: three related datasets, and orphans that name the missing parent', async () => {
    const orders = readFileSync(join(data, 'india-ecommerce/List of Orders.csv'), 'utf8').split('\n');
    const gone = orders.filter((line) => /^B-256(05|10|42),/.test(line)).map((line) => line.split(',')[0] ?? '');
    const folder = newFolder();
    writeFileSync(join(folder, 'orders.csv'), orders.filter((line) => !gone.includes(line.split(',')[0] ?? '')).join('\n'));
    const details = join(data, 'india-ecommerce/Order Details.csv');
    const inputs = (list: string) =>
      new Map([
        ['orders', list],
        ['details', details],
        ['targets', join(data, 'india-ecommerce/Sales target.csv')],
      ]);
    const whole = await run(join(root, 'tests/real/india.yaml'), inputs(join(data, 'india-ecommerce/List of Orders.csv')));
    expect(failures(whole.workspacePath)['order_id_reference']).toBeUndefined();
    expect(rowsOf(whole.workspacePath, 'select dataset, read, clean + exceptions from run_ledger order by 1')).toEqual([
      ['details', 1500, 1500],
      ['orders', 500, 500],
      ['targets', 36, 36],
    ]);
    expect(
      readFileSync(join(whole.folder, 'out', 'sales_against_target.csv'), 'utf8')
        .trim()
        .split('\n'),
    ).toHaveLength(37);
    const { workspacePath } = await run(join(root, 'tests/real/india.yaml'), inputs(join(folder, 'orders.csv')));
    const orphans = readFileSync(details, 'utf8')
      .split('\n')
      .filter((line) => gone.includes(line.split(',')[0] ?? '')).length;
    expect(gone).toHaveLength(3);
    expect(failures(workspacePath)['order_id_reference']).toBe(orphans);
    for (const [details] of rowsOf(workspacePath, "select error_details from exceptions where dataset = 'details'")) {
      expect(details).toMatch(/order_id "B-256(05|10|42)" has no match: there is no such order_id in orders/);
    }
  });

  it('retail-store: counts what is missing', async () => {
    const path = join(data, 'retail-store/retail_store_sales.csv');
    const folder = newFolder();
    writeFileSync(join(folder, 'pipeline.yaml'), await infer([{ path: path }]));
    const { workspacePath } = await run(join(folder, 'pipeline.yaml'));
    const empty = (column: string) =>
      rowsOf(workspacePath, `select count(*) from raw_retail_store_sales where ${column} = ''`)[0]?.[0];
    expect(['item', 'price_per_unit', 'quantity', 'total_spent', 'discount_applied'].map(empty)).toEqual([
      1213, 609, 604, 604, 4199,
    ]);
  });

  it('superstore: an export does not touch signed numbers, no-break spaces or the byte order mark', async () => {
    const path = join(data, 'superstore-utf8-bom/Sample - Superstore.csv');
    const folder = newFolder();
    const yaml = (await infer([{ path: path }])).replace(/ {4}clean:\n {6}- \{ step: trim \}\n/, '');
    writeFileSync(join(folder, 'pipeline.yaml'), yaml);
    const { folder: out } = await run(join(folder, 'pipeline.yaml'));
    expect(readFileSync(join(out, 'out', 'sample_superstore-clean.csv')).equals(readFileSync(path))).toBe(true);
  });

  const spectrum = csvFiles('csv-spectrum').filter((path) => !path.includes('newlines_crlf'));
  it.each(spectrum)('csv-spectrum %s', async (path) => {
    const expected = z
      .array(z.record(z.string(), z.string()))
      .parse(JSON.parse(readFileSync(path.replace('/csvs/', '/json/').replace(/csv$/, 'json'), 'utf8')));
    const { records } = await openSource(path, { header: true });
    const found: Record<string, string>[] = [];
    for await (const { records: list } of records.chunks()) {
      for (const { cells, blankLines } of list)
        if (blankLines === 0)
          found.push(Object.fromEntries(records.headers.map((header, index) => [header, cells[index] ?? ''])));
    }
    expect(found).toEqual(expected);
  });

  it('duckdb-rejects: the same records are broken, at the same lines and bytes', async () => {
    const oracle = z
      .object({
        cases: z.array(
          z.object({
            file: z.string(),
            rejects: z.array(z.object({ line: z.int(), line_byte_position: z.int(), error_type: z.string() })),
          }),
        ),
      })
      .parse(JSON.parse(readFileSync(join(data, 'duckdb-rejects/rejects.json'), 'utf8')));
    const shapes = new Set(['MISSING COLUMNS', 'TOO MANY COLUMNS', 'UNQUOTED VALUE', 'INVALID ENCODING']);
    const differences: unknown[] = [];
    for (const { file, rejects } of oracle.cases) {
      const path = join(data, 'duckdb-rejects/files', file.replace(/^rejects\//, ''));
      if (!existsSync(path)) continue;
      const { records } = await openSource(path, { header: true, delimiter: ',' });
      const broken: string[] = [];
      for await (const { records: list } of records.chunks())
        for (const { line, offset, problem } of list) if (problem) broken.push(`${line}:${offset + 1}`);
      const expected = [
        ...new Set(
          rejects.filter(({ error_type: type }) => shapes.has(type)).map(({ line, line_byte_position: at }) => `${line}:${at}`),
        ),
      ];
      if (broken.join() !== expected.join()) differences.push({ file, broken, expected });
    }
    // The oracle declares other columns for the first; in the second it counts a broken record over two lines once, Winnow each line.
    expect(differences).toEqual([
      { file: 'rejects/multiple_errors/invalid_utf_unquoted.csv', broken: ['3:71'], expected: ['2:40', '3:71'] },
      { file: 'rejects/unquoted/unquoted_new_line.csv', broken: ['5:29', '6:47'], expected: ['5:29'] },
    ]);
  });
});
