import { join } from 'node:path';
import { Failure } from '#core/contract/failure.ts';
import type { Proposals } from '#core/contract/proposals.ts';
import { ledgersOf } from '#core/store/ledgers.ts';
import { publishedRunRow } from '#core/store/runs.ts';
import type { Following } from './followed.ts';
import type { LoadedPipeline } from './load-pipeline.ts';
import { runAside, wholeRun } from './run-aside.ts';
import { inTemporaryFolder } from './temporary-folder.ts';
import { openSession } from './workspace-session.ts';

/**
 * What seems to hold for files that have not run yet: the pipeline proposed for them runs in a workspace that goes away, so that every count
 * is that of all records. Throws a Failure where a file cannot be read.
 */
export async function proposeRules(loaded: LoadedPipeline, { onProgress, signal }: Following): Promise<Proposals> {
  const datasets = Object.keys(loaded.pipeline.datasets);
  const total = wholeRun * (1 + datasets.length);
  return inTemporaryFolder('proposals', async (folder) => {
    const path = join(folder, 'proposals.winnow');
    await runAside(
      { loaded, inputs: new Map(), runDate: undefined, workspacePath: path },
      { signal, onProgress: (done) => onProgress(done, total) },
    );
    const session = openSession(path);
    try {
      const found: Proposals['datasets'] = [];
      for (const [index, dataset] of datasets.entries()) {
        const begun = wholeRun * (1 + index);
        const tell = (done: number, all: number): void =>
          onProgress(begun + Math.round((wholeRun * done) / Math.max(all, 1)), total);
        const proposals = await session.asking.ask('proposals', { dataset }, { signal, onProgress: tell });
        found.push({ dataset, records: session.reader.read((database) => recordsIn(database, dataset)), proposals });
      }
      return { datasets: found };
    } finally {
      await session.close();
    }
  });
}

function recordsIn(database: Parameters<typeof publishedRunRow>[0], dataset: string): number {
  const run = publishedRunRow(database);
  if (!run) throw new Failure('RUN_FAILED', 'the files could not be read to the end');
  return ledgersOf(database, run.runNo).get(dataset)?.read ?? 0;
}
