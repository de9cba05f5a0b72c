import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generateData } from '#core/engine/generate-data.ts';
import { loadPipeline } from '#core/engine/load-pipeline.ts';
import { startRun } from '#core/engine/start-run.ts';
import { rowsOf } from '../rows-of.ts';
import { newFolder } from '../winnow.ts';

/** Generates and runs; gives what was planted and what was found, both as `dataset,rule,row`, sorted, and the folder. */
async function generateAndRun(
  pipeline: string,
  options: { readonly rows: number; readonly seed: number; readonly variant?: string },
) {
  const folder = newFolder();
  const { datasets } = generateData({ pipeline, folder, ...options });
  const workspacePath = join(folder, 'w.winnow');
  const started = await startRun({
    loaded: loadPipeline(pipeline),
    inputs: new Map(Object.entries(datasets).map(([name, { data }]) => [name, data])),
    workspacePath,
    outFolder: join(folder, 'out'),
    isResume: false,
  });
  await started.done;
  const planted = Object.entries(datasets).flatMap(([name, files]) =>
    readFileSync(files.planted, 'utf8')
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => line.split(','))
      .flatMap(([row, , rule]) => (rule ? [`${name},${rule},${row}`] : [])),
  );
  const found = rowsOf(workspacePath, `select dataset || ',' || rule_id || ',' || record_id from validation_results`);
  const places = rowsOf(workspacePath, 'select sum(read), sum(clean) + sum(exceptions) + sum(structural) from run_ledger')[0];
  return {
    folder,
    workspacePath,
    planted: [...new Set(planted)].sort(),
    found: found.map(([text]) => String(text)).sort(),
    written: Object.values(datasets).reduce((sum, { rows }) => sum + rows, 0),
    places: (places ?? []).map(Number),
  };
}

/** The same for a pipeline of one dataset, with what its rows are worth, added up twice. */
async function plantedAndFound(pipeline: string, options: Parameters<typeof generateAndRun>[1]) {
  const { folder, workspacePath, planted, found } = await generateAndRun(pipeline, options);
  const cents = (text: string): bigint => BigInt(text.replace('.', ''));
  const clean = readFileSync(join(folder, 'out', `${pipeline}-clean.csv`), 'utf8')
    .trimEnd()
    .split('\n');
  const at = (clean[0] ?? '').split(',').indexOf('revenue');
  const independent = clean.slice(1).reduce((sum, line) => sum + cents(line.split(',')[at] ?? '0.00'), 0n);
  const [total] = rowsOf(workspacePath, `select cast(round(sum(revenue) * 100) as integer) from clean_${pipeline}`)[0] ?? [];
  const [raw, sum] =
    rowsOf(
      workspacePath,
      `select (select count(*) from raw_${pipeline}), (select count(*) from clean_${pipeline}) + (select count(*) from exceptions)`,
    )[0] ?? [];
  const misplaced = rowsOf(
    workspacePath,
    `select e.id, e.raw_data
     from exceptions e
     join raw_${pipeline} r on r.id = e.original_record_id
     where e.is_structural = 0
       and (e.line_no, e.byte_offset, json_extract(e.raw_data, '$.' || (select j.key from json_each(e.raw_data) j limit 1)))
         is not (r.line_no, r.byte_offset, r.order_id)`,
  );
  expect(misplaced).toEqual([]);
  return { planted, found, raw, sum, total: BigInt(Number(total ?? 0)), independent };
}

describe('planted = found', () => {
  it.each([
    ['sales', 'dirty'] as const,
    ['sales', 'clean'] as const,
    ...[
      'mixed',
      'clean',
      'dirty-50',
      'anomaly-10',
      'null_order_ids',
      'duplicate_order_ids',
      'invalid_categories',
      'invalid_quantities',
      'invalid_emails',
    ].map((variant) => ['transactions', variant] as const),
  ])('%s %s', async (pipeline, variant) => {
    const seed = 1 + Math.floor(Math.random() * 1_000_000);
    const outcome = await plantedAndFound(pipeline, { rows: 3000, seed, variant });
    expect({ seed, violations: outcome.found }).toEqual({ seed, violations: outcome.planted });
    expect(outcome.raw).toBe(3000);
    expect(outcome.sum).toBe(3000);
    expect(outcome.total).toBe(outcome.independent);
  });

  it('for any number of rows and any seed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('sales', 'transactions'),
        fc.integer({ min: 1, max: 400 }),
        fc.integer({ min: 0, max: 2 ** 31 }),
        async (pipeline, rows, seed) => {
          const outcome = await plantedAndFound(pipeline, { rows, seed });
          expect(outcome.found).toEqual(outcome.planted);
          expect(outcome.sum).toBe(rows);
        },
      ),
      { numRuns: 8 },
    );
  });

  it.each([
    ['storefront', 'dirty', 1500],
    ['storefront', 'clean', 300],
    ['storefront', 'dirty', 1],
    ['clickstream', 'dirty', 6000],
    ['warehouse', 'dirty', 1500],
    ['warehouse', 'clean', 40],
    ['warehouse', 'dirty', 1],
    ['clickstream', 'clean', 500],
    ['clickstream', 'dirty', 3],
  ] as const)('%s %s, %i rows, in every dataset', async (pipeline, variant, rows) => {
    const seed = 1 + Math.floor(Math.random() * 1_000_000);
    const { planted, found, written, places } = await generateAndRun(pipeline, { rows, seed, variant });
    expect({ seed, found }).toEqual({ seed, found: planted });
    expect(places).toEqual([written, written]);
    if (variant === 'clean') expect(found).toEqual([]);
  });
});
