import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { rowsOf } from '../rows-of.ts';
import { newFolder, root, startWinnow, winnow } from '../winnow.ts';

const kills = Number(process.env['WINNOW_KILLS'] ?? 4);
const rows = 20_000;
const seed = Number(process.env['WINNOW_SEED'] ?? 20_241);

const data = newFolder();
const reference = { outputs: '', facts: '', milliseconds: 0 };

const run = (folder: string, more: readonly string[] = []) => [
  'run',
  'transactions',
  '--input',
  `transactions=${join(data, 'transactions.csv')}`,
  '--workspace',
  join(folder, 'x.winnow'),
  '--out',
  join(folder, 'out'),
  ...more,
];

/** A digest of everything a run leaves behind that does not depend on when it ran. */
function factsOf(folder: string): string {
  const workspace = join(folder, 'x.winnow');
  const queries = [
    'select dataset, read, clean, exceptions, waived, rejected, merged, structural, blank from run_ledger where run_no = (select run_no from runs where is_published)',
    'select rule_id, checked, passed, failed, not_applicable, status from rule_results where run_no = (select run_no from runs where is_published) order by rule_no',
    'select record_id, rule_id, failure_reason from validation_results order by record_id, rule_id',
    'select original_record_id, fingerprint, error_category, error_details, status, raw_data, line_no, byte_offset from exceptions order by 1',
    'select record_id, column_name, old_value, new_value, step from changes order by record_id, column_name, step_no',
    'select id, order_id, product_name, quantity, unit_price, revenue, sale_date from clean_transactions order by id',
    'select id, line_no, byte_offset, order_id, revenue from raw_transactions order by id',
  ];
  const hash = createHash('sha256');
  for (const query of queries) hash.update(JSON.stringify(rowsOf(workspace, query)));
  return hash.digest('hex');
}

function outputsOf(folder: string): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(join(folder, 'out')).sort()) {
    expect(name).not.toMatch(/\.part$/);
    if (!/(\.manifest|^data_lineage)\.json$/.test(name)) hash.update(name).update(readFileSync(join(folder, 'out', name)));
  }
  return hash.digest('hex');
}

/** The id of the run that waits to be resumed; undefined where the kill came before it began or after it ended. */
function interruptedRunOf(folder: string): unknown {
  const workspace = join(folder, 'x.winnow');
  if (!existsSync(workspace) || rowsOf(workspace, "select 1 from sqlite_schema where name = 'runs'").length === 0)
    return undefined;
  return rowsOf(workspace, 'select run_id from runs where is_resumable = 1')[0]?.[0];
}

/** Waits for the moment when a run has read part of its file. */
async function untilHalfRead(folder: string, runNo: number): Promise<void> {
  const query = `select next_row from run_sources where run_no = ${runNo} and next_row > 1000 and is_read = 0`;
  const isThere = (): boolean => {
    try {
      return rowsOf(join(folder, 'x.winnow'), query).length > 0;
    } catch {
      // The workspace is not made yet.
      return false;
    }
  };
  while (!isThere()) await wait(5);
}

/** A pipeline that differs by more than rules, so that the same file is read again. */
function readingOtherwise(folder: string): string {
  const shipped = readFileSync(join(root, 'resources/pipelines/transactions/pipeline.yaml'), 'utf8');
  const path = join(folder, 'pipeline.yaml');
  writeFileSync(path, shipped.replace("null_words: ['NULL',", "null_words: ['NULL', 'nothing',"));
  return path;
}

beforeAll(async () => {
  await winnow(['generate', 'transactions', '--rows', String(rows), '--seed', String(seed), '--out', data], data);
  const folder = newFolder();
  const began = performance.now();
  expect((await winnow(run(folder), folder)).code).toBe(0);
  reference.milliseconds = performance.now() - began;
  reference.outputs = outputsOf(folder);
  reference.facts = factsOf(folder);
});

describe(`kill -9 (seed ${seed})`, () => {
  it.each(Array.from({ length: kills }, (_, index) => index))('loses nothing and doubles nothing, kill %i', async (index) => {
    const folder = newFolder();
    // Moments spread over the whole run, after the start of the process; every other time the resumed run is killed too.
    const moments = [0.15 + 0.85 * ((index * 0.618) % 1), ...(index % 2 === 1 ? [0.3] : [])];
    for (const [attempt, part] of moments.entries()) {
      const started = startWinnow(run(folder, attempt === 0 ? [] : ['--resume']), folder);
      await wait(reference.milliseconds * part);
      started.process.kill('SIGKILL');
      await started.ended;
    }
    const interrupted = interruptedRunOf(folder);
    const ended = await winnow(run(folder, ['--resume']), folder);
    // It is the same run that goes on, not another that begins.
    if (interrupted !== undefined)
      expect(rowsOf(join(folder, 'x.winnow'), 'select run_id from runs where is_published = 1')).toEqual([[interrupted]]);
    expect(ended.stderr).not.toMatch(/✗/);
    expect(ended.code).toBe(0);
    expect(outputsOf(folder)).toBe(reference.outputs);
    expect(factsOf(folder)).toBe(reference.facts);
    expect(rowsOf(join(folder, 'x.winnow'), 'pragma integrity_check')).toEqual([['ok']]);
    expect((await winnow(['audit', 'verify', '--workspace', 'x.winnow'], folder)).code).toBe(0);
  });

  it('stops on Ctrl-C with 130 and goes on with --resume', async () => {
    const folder = newFolder();
    const started = startWinnow(run(folder), folder, { WINNOW_BATCH_ROWS: '200' });
    await untilHalfRead(folder, 1);
    started.process.kill('SIGINT');
    const stopped = await started.ended;
    expect(stopped.code).toBe(130);
    const otherwise = await winnow(run(folder, ['--resume', '--skip-stages', 'export']), folder);
    expect(otherwise).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('skips no stage; resume it without --skip-stages'),
    });
    expect((await winnow(run(folder, ['--resume']), folder)).code).toBe(0);
    expect(factsOf(folder)).toBe(reference.facts);
  });
});

describe('an interrupted run', () => {
  it('is offered as resume or discard; what was published before stays', async () => {
    const folder = newFolder();
    expect((await winnow(run(folder), folder)).code).toBe(0);
    const before = factsOf(folder);
    const again = run(folder).map((arg) => (arg === 'transactions' ? readingOtherwise(folder) : arg));
    const started = startWinnow(again, folder, { WINNOW_BATCH_ROWS: '200' });
    await untilHalfRead(folder, 2);
    started.process.kill('SIGKILL');
    await started.ended;
    const workspace = ['--workspace', 'x.winnow'];
    expect((await winnow(['status', ...workspace], folder)).stdout).toMatch(
      /--resume.*continues it.*winnow runs discard.*discards it/,
    );
    const discarded = await winnow(['runs', 'discard', ...workspace], folder);
    expect(discarded.code).toBe(0);
    expect((await winnow(['runs', 'discard', ...workspace], folder)).stderr).toMatch(/no run of this workspace is interrupted/);
    expect(factsOf(folder)).toBe(before);
    expect(rowsOf(join(folder, 'x.winnow'), "select count(*) from sqlite_schema where name like 'records_%'")).toEqual([[1]]);
    expect((await winnow(['audit', 'verify', ...workspace], folder)).code).toBe(0);
  });
});

describe('a source that changes', () => {
  it('fails the run when it changes between two runs of which the second was interrupted', async () => {
    const folder = newFolder();
    const own = join(folder, 'transactions.csv');
    copyFileSync(join(data, 'transactions.csv'), own);
    const args = (pipeline: string, more: readonly string[] = []) => [
      'run',
      pipeline,
      '--input',
      `transactions=${own}`,
      '--workspace',
      'x.winnow',
      '--out',
      'out',
      ...more,
    ];
    expect((await winnow(args('transactions'), folder)).code).toBe(0);
    const [before] = rowsOf(join(folder, 'x.winnow'), 'select sha256 from sources');
    const otherwise = readingOtherwise(folder);
    // Small batches, so that there is time to see the reading half done; then the kill comes at that moment.
    const started = startWinnow(args(otherwise), folder, { WINNOW_BATCH_ROWS: '200' });
    await untilHalfRead(folder, 2);
    started.process.kill('SIGKILL');
    await started.ended;
    const bytes = readFileSync(own);
    bytes.write('ZZZ', bytes.length - 60);
    writeFileSync(own, bytes);
    const ended = await winnow(args(otherwise, ['--resume']), folder);
    expect(ended.code).toBe(3);
    expect(ended.stderr).toMatch(/changed while it was being read/);
    expect(rowsOf(join(folder, 'x.winnow'), 'select sha256 from sources')).toContainEqual(before);
    expect(
      rowsOf(
        join(folder, 'x.winnow'),
        "select count(*) from clean_transactions where order_id like '%ZZZ%' or revenue like '%ZZZ%'",
      ),
    ).toEqual([[0]]);
  });
});

describe('determinism', () => {
  it.each([
    { TZ: 'Pacific/Chatham', LANG: 'tr_TR.UTF-8', WINNOW_BATCH_ROWS: '7' },
    { TZ: 'America/Sao_Paulo', LC_ALL: 'C', WINNOW_BATCH_ROWS: '33333' },
  ])('gives the same outputs with %o', async (env) => {
    const folder = newFolder();
    const small = join(newFolder(), 'transactions.csv');
    const lines = readFileSync(join(data, 'transactions.csv'), 'utf8').split('\n').slice(0, 5001);
    writeFileSync(small, `${lines.join('\n')}\n`);
    const args = ['run', 'transactions', '--input', `transactions=${small}`, '--workspace', 'x.winnow', '--out', 'out'];
    expect((await winnow(args, folder, { TZ: 'UTC' })).code).toBe(0);
    const [outputs, facts] = [outputsOf(folder), factsOf(folder)];
    const other = newFolder();
    expect((await winnow(args, other, env)).code).toBe(0);
    expect(outputsOf(other)).toBe(outputs);
    expect(factsOf(other)).toBe(facts);
  });
});
