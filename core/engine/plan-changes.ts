import { statfsSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { diffRuns, type JudgedRun } from '#core/contract/diff-runs.ts';
import { Failure } from '#core/contract/failure.ts';
import type { Plan } from '#core/contract/plan.ts';
import { openExceptions } from '#core/records/compare-exceptions.ts';
import { ruleResultsOf } from '#core/records/rule-results.ts';
import { runDetailOf } from '#core/run/run-detail.ts';
import { publishedRunRow } from '#core/store/runs.ts';
import { type Database, holdStill } from '#core/workspace/open.ts';
import { openForReading } from '#core/workspace/open-for-reading.ts';
import type { Following } from './followed.ts';
import { runAside, wholeRun } from './run-aside.ts';
import { inTemporaryFolder } from './temporary-folder.ts';
import type { WantedRun } from './wanted-run.ts';
import type { WorkspaceSession } from './workspace-session.ts';

/** The share of the progress that copying takes. */
const copying = 0.15 * wholeRun;

/** Pages that are copied before anybody else has a turn. */
const pagesAtOnce = 4096;

/**
 * What a changed definition would do: it runs in a copy of the workspace, by the very code of a run, and the copy goes. Throws a Failure where
 * the run would fail, the definition is that of another pipeline, or the disk has no room for the copy.
 */
export async function planChanges(
  session: WorkspaceSession,
  { loaded, inputs, runDate }: WantedRun,
  { onProgress, signal }: Following,
): Promise<Plan> {
  assertSamePipeline(session, loaded.pipeline.name);
  assertRoom(session.path);
  return inTemporaryFolder('plan', async (folder) => {
    const copy = join(folder, basename(session.path));
    await copyWorkspace(session.path, copy, (share) => onProgress(Math.round(share * copying), wholeRun), signal);
    const before = lookInto(copy, (database) => ({ judged: judgedRun(database), open: openExceptions(database) }));
    await runAside(
      { loaded, inputs, runDate, workspacePath: copy },
      { signal, onProgress: (done, all) => onProgress(Math.round(copying + (done / all) * (wholeRun - copying)), wholeRun) },
    );
    const after = lookInto(copy, judgedRun);
    return {
      score: { before: before.judged.run.score, after: after.run.score },
      datasets: await session.asking.ask('compareExceptions', { before: before.open, other: copy }, { signal }),
      differences: [...diffRuns(before.judged, after)],
    };
  });
}

function assertSamePipeline({ reader, path }: WorkspaceSession, name: string): void {
  const shown = reader.read(publishedRunRow);
  if (shown && shown.pipeline !== name)
    throw new Failure(
      'CONFLICT',
      `${path} shows the pipeline ${shown.pipeline}; a plan of ${name} would have nothing to compare with`,
    );
}

function assertRoom(path: string): void {
  const { bavail, bsize } = statfsSync(tmpdir());
  const needed = statSync(path).size * 2;
  if (bavail * bsize < needed)
    throw new Failure(
      'BAD_INPUT',
      `a plan needs a temporary copy of the workspace (${Math.ceil(needed / 2 ** 20)} MiB), and ${tmpdir()} is too full; free some space, or set TMPDIR to a folder on another disk`,
    );
}

/** Copies a workspace as it is at one moment, while others go on with it. */
async function copyWorkspace(from: string, to: string, tell: (share: number) => void, signal: AbortSignal): Promise<void> {
  const database = openForReading(from);
  try {
    holdStill(database);
    await database.backup(to, {
      progress: ({ totalPages, remainingPages }) => {
        if (signal.aborted) throw new Failure('CANCELLED', 'stopped; nothing was stored');
        tell(1 - remainingPages / Math.max(totalPages, 1));
        return pagesAtOnce;
      },
    });
  } finally {
    database.close();
  }
}

function lookInto<Found>(path: string, look: (database: Database) => Found): Found {
  const database = openForReading(path);
  try {
    return look(database);
  } finally {
    database.close();
  }
}

function judgedRun(database: Database): JudgedRun {
  const row = publishedRunRow(database);
  if (!row) throw new Failure('NOT_FOUND', 'nothing has run in this workspace yet, so there is nothing to compare with');
  return { run: runDetailOf(database, row), rules: ruleResultsOf(database, row.runId) };
}
