import { mkdtempSync, rmSync, statfsSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { diffRuns, type JudgedRun } from '#core/contract/diff-runs.ts';
import { Failure } from '#core/contract/failure.ts';
import type { Plan } from '#core/contract/plan.ts';
import { ruleResultsOf } from '#core/records/rule-results.ts';
import { runDetailOf } from '#core/run/run-detail.ts';
import { publishedRunRow } from '#core/store/runs.ts';
import type { Database } from '#core/workspace/open.ts';
import { openForReading } from '#core/workspace/open-for-reading.ts';
import type { Following } from './followed.ts';
import { runAside } from './run-aside.ts';
import type { WantedRun } from './wanted-run.ts';
import type { WorkspaceSession } from './workspace-session.ts';

/** Progress is told in thousandths, of which copying takes so many. */
const whole = 1000;
const copying = 150;

/** Pages that are copied before anybody else has a turn. */
const pagesAtOnce = 4096;

/**
 * What a changed definition would do: it runs in a copy of the workspace, by the very code of a run, and the copy goes. Throws a Failure where
 * the run would fail, or the disk has no room for the copy.
 */
export async function planChanges(
  session: WorkspaceSession,
  { loaded, inputs, runDate }: WantedRun,
  { onProgress, signal }: Following,
): Promise<Plan> {
  const folder = mkdtempSync(join(tmpdir(), 'winnow-plan-'));
  const copy = join(folder, basename(session.path));
  try {
    await copyWorkspace(session.path, copy, (share) => onProgress(Math.round(share * copying), whole), signal);
    await runAside(
      { loaded, inputs, runDate, workspacePath: copy },
      { signal, onProgress: (done, all) => onProgress(copying + Math.round((done / all) * (whole - copying)), whole) },
    );
    return await comparison(session, copy, signal);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Copies a workspace as it is at one moment, while others go on with it. */
async function copyWorkspace(from: string, to: string, tell: (share: number) => void, signal: AbortSignal): Promise<void> {
  const { bavail, bsize } = statfsSync(tmpdir());
  const needed = statSync(from).size * 2;
  if (bavail * bsize < needed)
    throw new Failure(
      'BAD_INPUT',
      `the changes are tried out in a copy of the workspace, and ${tmpdir()} has no room for it: ${Math.ceil(needed / 2 ** 20)} MiB are needed; free some space, or set TMPDIR to a folder on another disk`,
    );
  const database = openForReading(from);
  try {
    await database.backup(to, {
      progress: ({ totalPages, remainingPages }) => {
        if (signal.aborted) throw new Failure('CANCELLED', 'the plan was stopped');
        tell(1 - remainingPages / Math.max(totalPages, 1));
        return pagesAtOnce;
      },
    });
  } finally {
    database.close();
  }
}

async function comparison(session: WorkspaceSession, copy: string, signal: AbortSignal): Promise<Plan> {
  const planned = openForReading(copy);
  try {
    const before = session.reader.read(judgedRun);
    const after = judgedRun(planned);
    return {
      score: { before: before.run.score, after: after.run.score },
      datasets: await session.asking.ask('compareExceptions', { other: copy }, { signal }),
      differences: [...diffRuns(before, after)],
    };
  } finally {
    planned.close();
  }
}

function judgedRun(database: Database): JudgedRun {
  const row = publishedRunRow(database);
  if (!row) throw new Failure('NOT_FOUND', 'nothing has run in this workspace yet, so that there is nothing to compare with');
  return { run: runDetailOf(database, row), rules: ruleResultsOf(database, row.runId) };
}
