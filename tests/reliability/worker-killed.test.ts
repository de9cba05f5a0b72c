import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import threads, { Worker, type WorkerOptions } from 'node:worker_threads';
import { createRouterClient } from '@orpc/server';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createEngine } from '#core/engine/engine.ts';
import { createRandom } from '#core/generate/random.ts';
import { rowsOf } from '../rows-of.ts';
import { newFolder, root, winnow } from '../winnow.ts';

const seed = Number(process.env['WINNOW_SEED'] ?? 20_241);
const data = newFolder();
const started: { readonly name: string; readonly worker: Worker }[] = [];
let limits: WorkerOptions['resourceLimits'] | undefined;

/** The real threads, noted so that one of them can be ended alone, as the system would. */
class NotedWorker extends Worker {
  constructor(url: string | URL, options: WorkerOptions = {}) {
    const isJob = String(url).includes('job-thread');
    super(url, isJob && limits ? { ...options, resourceLimits: limits } : options);
    started.push({ name: isJob ? 'job' : String(url), worker: this });
  }
}

beforeAll(async () => {
  threads.Worker = NotedWorker;
  syncBuiltinESMExports();
  await winnow(['generate', 'transactions', '--rows', '40000', '--seed', String(seed), '--out', data], data);
});
afterEach(() => {
  limits = undefined;
  started.length = 0;
});
afterAll(() => {
  threads.Worker = Worker;
  syncBuiltinESMExports();
  rmSync(data, { recursive: true, force: true });
});

function benchOf(folder: string) {
  const workspace = join(folder, 'x.winnow');
  const engine = createEngine(workspace);
  const ask = createRouterClient(engine.router);
  /** Runs to the end; what the end says. */
  const run = async (resume: boolean, onBegin: () => void = () => {}) => {
    const { ticket } = await ask.runs.start({
      pipeline: join(root, 'resources/pipelines/transactions'),
      inputs: { transactions: join(data, 'transactions.csv') },
      outFolder: join(folder, 'out'),
      resume,
    });
    onBegin();
    for await (const event of await ask.runs.progress({ ticket })) if (event.kind === 'ended') return event;
    throw new Error('the run told no end');
  };
  const digest = (): string => {
    const hash = createHash('sha256');
    for (const name of readdirSync(join(folder, 'out')).sort())
      if (!/(\.manifest|^data_lineage)\.json$/.test(name)) hash.update(name).update(readFileSync(join(folder, 'out', name)));
    for (const query of [
      'select record_id, rule_id, failure_reason from validation_results order by record_id, rule_id',
      'select read, clean, exceptions, waived, rejected, merged, structural, blank from run_ledger where run_no = (select run_no from runs where is_published)',
    ])
      hash.update(JSON.stringify(rowsOf(workspace, query)));
    return hash.digest('hex');
  };
  return { engine, ask, run, digest, workspace };
}

describe(`the working thread alone is ended (seed ${seed})`, () => {
  it('at any moment: the run says so, everything else answers on, and it goes on to the same end', async () => {
    const whole = benchOf(newFolder());
    const began = performance.now();
    expect(await whole.run(false)).toMatchObject({ code: null });
    const milliseconds = performance.now() - began;
    const wanted = whole.digest();
    await whole.engine.close();
    const random = createRandom(seed);
    let fired = 0;
    for (let kill = 0; kill < 6; kill++) {
      const { engine, ask, run, digest, workspace } = benchOf(newFolder());
      started.length = 0;
      const ended = await run(false, () => {
        const job = started.find(({ name }) => name === 'job')?.worker;
        // Not while it loads SQLite's library, which Node would answer with the end of the program.
        job?.once('message', () => void wait(milliseconds * (random.integer(5, 75) / 100)).then(() => job.terminate()));
      });
      if (ended.code !== null) {
        fired++;
        expect(ended.message).toMatch(/ended unexpectedly.*continues/);
        // The engine lives, and nothing is locked: to go on begins at once.
        expect((await ask.system.info()).version).toBeTruthy();
        expect(await run(true)).toMatchObject({ code: null });
      }
      expect(digest()).toBe(wanted);
      expect(rowsOf(workspace, 'pragma integrity_check')).toEqual([['ok']]);
      expect((await ask.audit.verify()).brokenAt).toBeNull();
      await engine.close();
    }
    expect(fired).toBeGreaterThan(0);
  });

  it('for want of memory: a sentence, and it goes on with more', async () => {
    const { engine, ask, run } = benchOf(newFolder());
    limits = { maxOldGenerationSizeMb: 4, maxYoungGenerationSizeMb: 1 };
    const ended = await run(false);
    expect(ended).toMatchObject({ code: 'RUN_FAILED' });
    expect(ended.message).toMatch(/memory/);
    expect((await ask.system.info()).version).toBeTruthy();
    limits = undefined;
    expect(await run(true)).toMatchObject({ code: null });
    await engine.close();
  });
});
