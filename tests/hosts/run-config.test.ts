import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { rowsOf } from '../rows-of.ts';
import { newFolder, winnow } from '../winnow.ts';

const folder = newFolder();

beforeAll(() => {
  const lines = Array.from({ length: 300 }, (_, at) => `N${at},${at % 10 === 0 ? 'x' : at},2024-01-0${1 + (at % 9)}`);
  writeFileSync(join(folder, 'a.csv'), ['no,count,day', ...lines, ''].join('\n'));
  writeFileSync(join(folder, 'b.csv'), 'no,count,day\nB1,1,2024-01-01\n');
  writeFileSync(
    join(folder, 'pipeline.yaml'),
    `winnow: 1
name: counts
datasets:
  counts:
    source: { format: csv, path: a.csv }
    columns: { no: { type: text, unique: true }, count: { type: integer }, day: { type: date } }
    clean: [ { step: change-case, column: no, to: lower } ]
    rules: [ { id: past, rule: date-window, column: day, max: today } ]
models: [ { name: total, sql: "select count(*) as n from clean_counts" } ]
exports: [ { dataset: counts, format: csv }, { model: total, format: csv } ]
`,
  );
});

let runs = 0;

async function run(config: string, ...args: string[]) {
  const workspace = `w${runs++}.winnow`;
  writeFileSync(join(folder, 'config.yaml'), config);
  const ended = await winnow(['run', 'pipeline.yaml', '--workspace', workspace, '--config', 'config.yaml', ...args], folder);
  return { ...ended, workspace: join(folder, workspace) };
}

describe('a configuration', () => {
  it('names the input', async () => {
    const { workspace } = await run('input: { counts: b.csv }');
    expect(rowsOf(workspace, 'select no from clean_counts')).toEqual([['b1']]);
  });

  it('names the run date', async () => {
    const { stdout } = await run('run_date: 2024-01-03', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ datasets: { counts: { violations: { past: expect.any(Number) } } } });
    const later = await run('run_date: 2025-01-03', '--json');
    expect(JSON.parse(later.stdout).datasets.counts.violations).not.toHaveProperty('past');
  });

  it('says from which severity and which share of exceptions a run ends with 1', async () => {
    expect((await run('fail_on: never')).code).toBe(0);
    expect((await run('fail_on: error')).code).toBe(1);
    expect((await run('max_error_rate: 0.1')).code).toBe(0);
    const { code, stderr } = await run('max_error_rate: 0.09');
    expect(code).toBe(1);
    expect(stderr).toContain('max_error_rate 9 %: 10 % of the records are exceptions');
  });

  it('names stages to skip by the names that the command line knows', async () => {
    const { stdout } = await run('skip_stages: [cleaning, export]', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ skipped: ['clean', 'export'] });
    const wrong = await run('skip_stages: [ingestion]');
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('skip_stages') });
  });

  it('says how much of the log is printed', async () => {
    expect((await run('log_level: INFO')).stderr).toContain('records read');
    expect((await run('log_level: ERROR')).stderr).not.toContain('records read');
  });

  it('says how many records a batch has', async () => {
    const { workspace } = await run('chunk_rows: 100');
    const many = Number(rowsOf(workspace, 'select count(*) from raw_blocks')[0]?.[0]);
    const { workspace: other } = await run('chunk_rows: 1000');
    expect(many).toBeGreaterThan(Number(rowsOf(other, 'select count(*) from raw_blocks')[0]?.[0]));
  });

  it('limits the memory of the run', async () => {
    expect((await run('memory_limit: 1000')).code).toBe(0);
    expect((await run('memory_limit: 1')).stderr).toContain('memory_limit');
  });

  it('says where exports go, how they are packed and whether each run has a folder of its own', async () => {
    await run('output: { folder: packed, compression: gzip }');
    expect(readdirSync(join(folder, 'packed'))).toContain('counts-clean.csv.gz');
    await run('output: { folder: dated, timestamped: true }');
    const [dated = ''] = readdirSync(join(folder, 'dated'));
    expect(dated).toMatch(/^\d{8}-\d{6}$/);
    expect(existsSync(join(folder, 'dated', dated, 'counts-clean.csv'))).toBe(true);
  });

  it('has environments, of which one is chosen', async () => {
    const config = 'fail_on: error\nenvironments: { lenient: { fail_on: never }, strict: {} }';
    expect((await run(config)).code).toBe(1);
    expect((await run(config, '--environment', 'lenient')).code).toBe(0);
    expect((await run(config, '--environment', 'strict')).code).toBe(1);
    expect((await run(config, '--environment', 'gone')).stderr).toContain('it has lenient, strict');
  });

  it('gives way to the command line', async () => {
    expect((await run('fail_on: error', '--fail-on', 'never')).code).toBe(0);
  });

  it.each([
    ['colour: red', 'there is no setting colour; there are input'],
    ['chunk_rows: many', 'chunk_rows'],
    ['[', 'is not YAML'],
  ])('%s is refused', async (config, sentence) => {
    const { code, stderr } = await run(config);
    expect(code).toBe(2);
    expect(stderr).toContain(sentence);
  });
});

describe('a run without some stages', () => {
  const winnowRun = (...args: string[]) =>
    winnow(['run', 'pipeline.yaml', '--workspace', 'partial.winnow', '--json', ...args], folder);
  const shown = () => rowsOf(join(folder, 'partial.winnow'), 'select run_id from runs where is_published = 1')[0]?.[0];

  it('is partial, has no score, and is shown only while there is no whole one', async () => {
    const partial = JSON.parse((await winnowRun('--skip-stages', 'cleaning,transformation,export')).stdout);
    expect(partial).toMatchObject({ status: 'succeeded', score: null, skipped: ['clean', 'model', 'export'], outputs: [] });
    expect(shown()).toBe(partial.runId);
    expect(rowsOf(join(folder, 'partial.winnow'), 'select min(no) from clean_counts')).toEqual([['N1']]);
    const whole = JSON.parse((await winnowRun()).stdout);
    expect(whole.score).not.toBeNull();
    expect(shown()).toBe(whole.runId);
    const exported = readFileSync(join(folder, 'partial-exports', 'counts-clean.csv'), 'utf8');
    const after = JSON.parse((await winnowRun('--skip-stages', 'validation')).stdout);
    expect(after).toMatchObject({ score: null, skipped: ['validate'], outputs: [] });
    expect(shown()).toBe(whole.runId);
    expect(readFileSync(join(folder, 'partial-exports', 'counts-clean.csv'), 'utf8')).toBe(exported);
    expect(rowsOf(join(folder, 'partial.winnow'), 'select min(no), count(*) from clean_counts')).toEqual([['n1', 270]]);
  });

  it('cannot do without reading', async () => {
    expect((await winnowRun('--skip-stages', 'ingestion')).code).toBe(2);
  });
});
