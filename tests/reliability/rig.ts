import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '#core/generate/random.ts';
import { rowsOf } from '../rows-of.ts';
import { type Ended, newFolder, root, startWinnow, winnow } from '../winnow.ts';

/** What every case runs: a small pipeline on generated data in small batches, so that a run has many moments to disturb. */
export interface Subject {
  readonly source: string;
  readonly sourceHash: string;
  /** What an undisturbed run leaves behind. */
  readonly facts: string;
  readonly outputs: string;
  readonly milliseconds: number;
  /** How often an undisturbed run makes each system call that can fail. */
  readonly calls: Readonly<Record<string, number>>;
}

/** One way to disturb a run. */
export type Disturbance =
  | { readonly kind: 'kill'; readonly after: number }
  | { readonly kind: 'kill at call'; readonly call: string; readonly nth: number }
  | { readonly kind: 'fault'; readonly call: string; readonly nth: number; readonly error: string; readonly forEver: boolean };

/** What came of a case: whether the disturbance happened, and what the contract says must not be. */
export interface Outcome {
  readonly hasFired: boolean;
  readonly violations: readonly string[];
}

const env = { WINNOW_BATCH_ROWS: '150' };
const injectable = ['pwrite64', 'fsync', 'ftruncate', 'rename'];

/** Whether system calls can be watched and disturbed here. */
export const hasStrace = spawnSync('strace', ['-qq', '-o', '/dev/null', 'true'], { stdio: 'ignore' }).status === 0;

/** The command that runs the subject in a folder. */
export function argsOf(source: string, folder: string, more: readonly string[] = []): readonly string[] {
  const places = ['--workspace', join(folder, 'w.winnow'), '--out', join(folder, 'out')];
  return ['run', 'sales', '--input', `sales=${source}`, ...places, ...more];
}

/** Generates the data and runs it undisturbed, to know what is right and how many calls there are. */
export async function prepareSubject(seed: number): Promise<Subject> {
  const data = newFolder();
  await winnow(['generate', 'sales', '--rows', '1500', '--seed', String(seed), '--out', data], data);
  const source = join(data, 'sales.csv');
  const folder = newFolder();
  const began = performance.now();
  const ended = await winnow(argsOf(source, folder), folder, env);
  if (ended.code !== 0) throw new Error(`the undisturbed run failed: ${ended.stderr}`);
  const milliseconds = performance.now() - began;
  const calls = hasStrace ? countCalls(source) : {};
  return { source, sourceHash: hashOf(source), facts: factsOf(folder), outputs: outputsOf(folder), milliseconds, calls };
}

/** A disturbance at a moment or call that comes up in a run of the subject. */
export function randomDisturbance(subject: Subject, random: Random): Disturbance {
  if (!hasStrace || random.next() < 0.25) return { kind: 'kill', after: subject.milliseconds * (0.1 + 0.9 * random.next()) };
  const call = random.weighted([
    ['pwrite64', 5],
    ['fsync', 4],
    ['ftruncate', 1],
    ['rename', 2],
  ]);
  const nth = random.integer(1, Math.max(1, subject.calls[call] ?? 1));
  if (random.next() < 0.4) return { kind: 'kill at call', call, nth };
  const error = random.pick(['ENOSPC', 'EIO', 'EDQUOT']);
  return { kind: 'fault', call, nth, error, forEver: random.next() < 0.5 };
}

/** Disturbs a run, perhaps its resumption too, and looks whether everything that was promised holds. */
export async function runCase(subject: Subject, disturbances: readonly Disturbance[]): Promise<Outcome> {
  const folder = newFolder();
  const violations: string[] = [];
  let hasFired = true;
  for (const [attempt, disturbance] of disturbances.entries()) {
    const { ended, fired } = await disturbed(subject, folder, disturbance, attempt > 0);
    hasFired &&= fired;
    if (disturbance.kind !== 'fault') continue;
    if (ended.code !== 0 && ended.code !== 2 && ended.code !== 3)
      violations.push(`exit ${ended.code} after ${disturbance.error}`);
    if (ended.code !== 0 && !/^winnow: [^\n]+\n$/m.test(ended.stderr))
      violations.push(`no sentence: ${ended.stderr.slice(0, 300)}`);
    if (/\n\s+at /.test(ended.stderr)) violations.push(`a stack trace: ${ended.stderr.slice(0, 300)}`);
  }
  const last = await winnow(argsOf(subject.source, folder, ['--resume']), folder, env);
  if (last.code !== 0) violations.push(`it did not go on: exit ${last.code}, ${last.stderr.slice(0, 300)}`);
  else violations.push(...(await oracle(subject, folder)));
  return { hasFired, violations: violations.map((violation) => `${JSON.stringify(disturbances)}: ${violation}`) };
}

/** What must hold after every case, whatever was done to it. */
async function oracle(subject: Subject, folder: string): Promise<readonly string[]> {
  const workspace = join(folder, 'w.winnow');
  const violations: string[] = [];
  const must = (holds: boolean, what: string): void => {
    if (!holds) violations.push(what);
  };
  must(String(rowsOf(workspace, 'pragma integrity_check')) === 'ok', 'the workspace is damaged');
  must(rowsOf(workspace, 'pragma foreign_key_check').length === 0, 'a reference leads nowhere');
  const [sums] = rowsOf(
    workspace,
    `select sum(read - clean - exceptions - waived - rejected - merged - structural - blank), min(status = 'succeeded')
     from run_ledger join runs using (run_no) where is_published = 1`,
  );
  must(sums?.[0] === 0 && sums?.[1] === 1, `the ledger does not balance: ${sums}`);
  must(factsOf(folder) === subject.facts, 'the workspace holds something else than after an undisturbed run');
  must(outputsOf(folder) === subject.outputs, 'the exports are not those of an undisturbed run');
  must(hashOf(subject.source) === subject.sourceHash, 'the source was changed');
  const strange = readdirSync(folder).filter(
    (name) => !/^(w\.winnow(-wal|-shm|-lock|-logs|-backups)?|out|strace\.txt)$/.test(name),
  );
  must(strange.length === 0, `files were left behind: ${strange}`);
  must((await winnow(['audit', 'verify', '--workspace', workspace], folder)).code === 0, 'the audit log does not verify');
  return violations;
}

async function disturbed(
  subject: Subject,
  folder: string,
  disturbance: Disturbance,
  isResume: boolean,
): Promise<{ readonly ended: Ended; readonly fired: boolean }> {
  const args = argsOf(subject.source, folder, isResume ? ['--resume'] : []);
  if (disturbance.kind === 'kill') {
    const started = startWinnow(args, folder, env);
    const timer = setTimeout(() => started.process.kill('SIGKILL'), disturbance.after);
    const ended = await started.ended;
    clearTimeout(timer);
    return { ended, fired: ended.code === null };
  }
  const { call, nth } = disturbance;
  const effect =
    disturbance.kind === 'fault'
      ? `error=${disturbance.error}:when=${nth}${disturbance.forEver ? '+' : ''}`
      : `signal=SIGKILL:when=${nth}`;
  const log = join(folder, 'strace.txt');
  const ended = traced(['-e', `trace=${call}`, '-e', `inject=${call}:${effect}`, '-o', log], args, folder);
  const text = existsSync(log) ? readFileSync(log, 'utf8') : '';
  return { ended, fired: text.includes('INJECTED') || text.includes('killed by SIGKILL') };
}

/** Runs the real command line under strace. */
function traced(options: readonly string[], args: readonly string[], folder: string): Ended {
  const ended = spawnSync('strace', ['-f', '-qq', ...options, process.execPath, join(root, 'core/hosts/winnow.js'), ...args], {
    cwd: folder,
    env: { ...process.env, NO_COLOR: '1', ...env },
    encoding: 'utf8',
  });
  return { code: ended.status, stdout: ended.stdout, stderr: ended.stderr };
}

function countCalls(source: string): Readonly<Record<string, number>> {
  const folder = newFolder();
  const log = join(folder, 'strace.txt');
  traced(['-e', `trace=${injectable.join(',')}`, '-o', log], argsOf(source, folder), folder);
  const text = readFileSync(log, 'utf8');
  return Object.fromEntries(injectable.map((call) => [call, text.split(` ${call}(`).length - 1]));
}

/** The writes of a run in the order in which they were made, as strace saw them. */
export function logOfWrites(subject: Subject): { readonly folder: string; readonly log: string } {
  const folder = newFolder();
  const log = join(folder, 'strace.txt');
  const calls = 'trace=pwrite64,fsync,ftruncate,unlink,rename';
  traced(['-y', '-xx', '-s', '1000000', '-e', calls, '-o', log], argsOf(subject.source, folder), folder);
  return { folder, log: readFileSync(log, 'latin1') };
}

/** A digest of everything a run leaves in its workspace that does not depend on when it ran. */
export function factsOf(folder: string): string {
  const workspace = join(folder, 'w.winnow');
  const published = '(select run_no from runs where is_published = 1)';
  const queries = [
    `select dataset, read, clean, exceptions, waived, rejected, merged, structural, blank from run_ledger where run_no = ${published}`,
    `select rule_id, checked, passed, failed, not_applicable, status from rule_results where run_no = ${published} order by rule_no`,
    'select record_id, rule_id, failure_reason from validation_results order by 1, 2, 3',
    'select original_record_id, fingerprint, error_category, error_details, status, raw_data, line_no, byte_offset from exceptions order by 1',
    'select record_id, column_name, old_value, new_value, step from changes order by 1, 2, step_no',
    'select id, order_id, order_date, region, product, quantity, revenue from clean_sales order by id',
    'select id, line_no, byte_offset, order_id, revenue from raw_sales order by id',
  ];
  const hash = createHash('sha256');
  for (const query of queries) hash.update(JSON.stringify(rowsOf(workspace, query)));
  return hash.digest('hex');
}

function outputsOf(folder: string): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(join(folder, 'out')).sort()) {
    hash.update(name);
    if (!/(\.manifest|^data_lineage)\.json$/.test(name)) hash.update(readFileSync(join(folder, 'out', name)));
  }
  return hash.digest('hex');
}

function hashOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

/** Writes a disk image into a new folder as a workspace; returns the folder. */
export function folderWith(files: ReadonlyMap<string, Buffer>): string {
  const folder = newFolder();
  mkdirSync(folder, { recursive: true });
  for (const [name, bytes] of files) writeFileSync(join(folder, name), bytes);
  return folder;
}
