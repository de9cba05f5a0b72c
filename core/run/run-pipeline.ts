import { Failure } from '#core/contract/failure.ts';
import type { Progress, Stage } from '#core/contract/progress.ts';
import { pinnedPipeline } from '#core/definition/pinned-pipeline.ts';
import type { PipelineDefinition } from '#core/definition/pipeline.ts';
import { isLoadFailure } from '#core/exports/load-tables.ts';
import { partialPipeline } from '#core/quality/partial-pipeline.ts';
import { sql } from '#core/sql/sql.ts';
import { discardRecords } from '#core/store/discard.ts';
import { allowStopping } from '#core/store/records.ts';
import { runSources } from '#core/store/run-sources.ts';
import { updateRun } from '#core/store/runs.ts';
import { appendAudit } from '#core/workspace/audit.ts';
import { makeBackupBeforeRun } from '#core/workspace/backups.ts';
import { explainSqlite, inOneTransaction, isStorageError, rowsOf } from '#core/workspace/open.ts';
import { openWorkspace } from '#core/workspace/workspace.ts';
import type { Readers } from './batches/reading.ts';
import { beginRun, resumableRun } from './begin-run.ts';
import { createExportsAhead, type WriteAhead } from './exports-ahead.ts';
import type { InspectedSource } from './inspect-sources.ts';
import { isKeptBack } from './is-kept-back.ts';
import type { Log } from './log.ts';
import { createProgress } from './progress.ts';
import { planRejudge, type RejudgePlan } from './rejudge/plan.ts';
import type { BegunRun, RunContext, RunOptions } from './run-context.ts';
import { stages, stagesAgain } from './stages.ts';

/** A run as it is asked for; effects come as arguments. */
export interface RunRequest {
  readonly runId: string;
  readonly pipeline: PipelineDefinition;
  readonly text: string;
  readonly sources: readonly InspectedSource[];
  readonly workspacePath: string;
  readonly options: RunOptions;
  readonly isResume: boolean;
  readonly appVersion: string;
  readonly today: string;
  readonly now: () => string;
  readonly milliseconds: () => number;
  readonly openLog: (runId: string) => Log;
  readonly onProgress: (progress: Progress) => void;
  readonly isStopped: () => boolean;
  readonly readers: Readers;
  readonly writeAhead: WriteAhead;
}

/** Runs a pipeline from its first unfinished stage to its last; returns the id of the run. Throws a Failure where it cannot. */
export async function runPipeline(request: RunRequest): Promise<string> {
  const workspace = openWorkspace(request.workspacePath);
  try {
    const { run, stage } = explained(request, () => startContext(request, workspace));
    if (request.options.notice !== undefined) run.log('ingest', 'WARNING', request.options.notice);
    try {
      // What another thread has in hand cannot go on without one of its files.
      const writeAhead = run.options.goesOn ? undefined : request.writeAhead;
      const plan = stage === 'ingest' ? planRejudge(run, request.isResume) : undefined;
      if (!plan || !(await isDoneShortly(run, plan)))
        await workOff({ ...run, takenOver: new Map(), exportsAhead: createExportsAhead(writeAhead) }, stages, stage);
    } catch (error) {
      const failure = asFailure(error, request.workspacePath);
      closeFailed(run, failure);
      throw failure;
    }
    tidy(workspace);
    return run.run.id;
  } finally {
    workspace.close();
  }
}

async function workOff(run: RunContext, ordered: typeof stages, from: string): Promise<void> {
  const first = ordered.findIndex(({ name }) => name === from);
  try {
    for (const [index, { name, work }] of ordered.entries()) {
      if (index < first) continue;
      await work(run);
      if (name !== 'publish') finishStage(run, name, ordered[index + 1]?.name ?? 'publish');
    }
  } finally {
    await run.exportsAhead.abandon();
  }
}

/**
 * Judges changed rules alone, in one transaction: until it is published the records belong to the run before. Where that fails nothing came of
 * it, and everything is to be done again, so that a run that fails leaves what it found; a stop and a full disk are no such failure.
 */
async function isDoneShortly(run: BegunRun, plan: RejudgePlan): Promise<boolean> {
  try {
    await inOneTransaction(run.workspace.database, () =>
      workOff(
        { ...run, takenOver: recordsOf(run.workspace.database, plan.from.no), exportsAhead: createExportsAhead(undefined) },
        stagesAgain(plan),
        'ingest',
      ),
    );
    return true;
  } catch (error) {
    const cause = error instanceof Failure ? (error.cause ?? error) : error;
    if ((error instanceof Failure && error.code === 'CANCELLED') || isStorageError(cause) || isLoadFailure(error)) throw error;
    run.log('ingest', 'WARNING', `→ starting over with everything: ${error instanceof Error ? error.message : error}`);
    return false;
  }
}

/** How many records a run read of each dataset. */
function recordsOf(database: RunContext['workspace']['database'], runNo: number): ReadonlyMap<string, number> {
  return new Map(runSources(database, runNo).map(({ dataset, next }) => [dataset, (next?.row ?? 1) - 1]));
}

function explained<Result>({ workspacePath }: RunRequest, act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    throw asFailure(error, workspacePath);
  }
}

/** Brings the write-ahead log into the workspace. The run is done whether this succeeds or not. */
function tidy({ database }: RunContext['workspace']): void {
  try {
    database.pragma('wal_checkpoint(truncate)');
  } catch {
    // The disk may be full; the log is read as part of the workspace until there is space.
  }
}

function startContext(
  request: RunRequest,
  workspace: RunContext['workspace'],
): { readonly run: BegunRun; readonly stage: string } {
  const { database } = workspace;
  const resumed = request.isResume ? resumableRun(database, request) : undefined;
  const skipped = resumed?.skipped ?? request.options.skipped;
  const pipeline = partialPipeline(request.pipeline, skipped);
  const keepsBack = isKeptBack(database, pipeline, { skipped });
  if (!resumed && !request.options.isTrial)
    makeBackupBeforeRun(database, request.workspacePath, request.pipeline.name, request.now());
  const begun = resumed
    ? { no: resumed.runNo, startedAt: resumed.startedAt }
    : beginRun(database, { ...request, pipeline, options: { skipped } });
  const id = resumed?.runId ?? request.runId;
  const log = request.openLog(id);
  if (resumed) {
    database
      .transaction(() => {
        updateRun(database, resumed.runNo, { status: 'running', error: null });
        appendAudit(database, {
          runId: id,
          type: 'run_resumed',
          description: `the run goes on at the stage ${resumed.stage}`,
          count: null,
          timestamp: request.now(),
        });
      })
      .immediate();
    log('run', 'INFO', `→ ${request.pipeline.name}: run ${id} goes on at ${resumed.stage}`);
  } else {
    log('run', 'INFO', `→ ${request.pipeline.name}: run ${id} begins`);
  }
  if (keepsBack) log('run', 'INFO', '→ a partial run: its exports are not written, and the complete run before it stays current');
  const today = resumed?.today ?? request.today;
  const report = createProgress(id, request.milliseconds, request.onProgress);
  const assertGoesOn = (): void => {
    if (request.isStopped())
      throw new Failure('CANCELLED', 'the run was stopped; what was done is kept, and --resume goes on from there');
  };
  allowStopping(database, assertGoesOn);
  return {
    stage: resumed?.stage ?? 'ingest',
    run: {
      workspace,
      pipeline: pinnedPipeline(pipeline, today),
      run: { no: begun.no, id, today, startedAt: begun.startedAt },
      identities: new Map(request.sources.map(({ dataset, identity }) => [dataset, identity])),
      options: { ...request.options, skipped, ...(keepsBack && { outFolder: null }) },
      appVersion: request.appVersion,
      log,
      now: request.now,
      report: (progress) => {
        assertGoesOn();
        report(progress);
      },
      readers: request.readers,
    },
  };
}

/** Notes that a stage is done, with its line in the audit log. */
function finishStage({ workspace: { database }, run, now }: RunContext, name: Stage, next: Stage): void {
  database
    .transaction(() => {
      const [read] = rowsOf(database, sql`select coalesce(sum(read), 0) from run_ledger where run_no = ${run.no}`)[0] ?? [];
      updateRun(database, run.no, { stage: next });
      appendAudit(database, {
        runId: run.id,
        type: `${name}_completed`,
        description: `the stage ${name} completed`,
        count: Number(read),
        timestamp: now(),
      });
    })
    .immediate();
}

function asFailure(error: unknown, path: string): Failure {
  // What was wrong with a file name or a source is a failed run once the run had begun.
  if (error instanceof Failure)
    return error.code === 'BAD_INPUT' ? new Failure('RUN_FAILED', error.message, { cause: error.cause }) : error;
  const explained = explainSqlite(error, path, 'RUN_FAILED');
  if (explained instanceof Failure) return explained;
  return new Failure('RUN_FAILED', `the run failed: ${error instanceof Error ? error.message : error}`, { cause: error });
}

/** Notes how a run ended, as far as the disk allows; a run that can go on keeps what it has, any other lets go of it. */
function closeFailed({ workspace: { database }, run, now, log }: BegunRun, failure: Failure): void {
  const isStopped = failure.code === 'CANCELLED';
  const canGoOn = isStopped || isStorageError(failure.cause);
  try {
    log('run', isStopped ? 'WARNING' : 'ERROR', `${isStopped ? '■' : '✗'} ${failure.message}`);
    database
      .transaction(() => {
        if (!canGoOn) discardRecords(database, run.no);
        const finishedAt = now();
        updateRun(database, run.no, {
          status: isStopped ? 'cancelled' : 'failed',
          error: failure.message,
          finished_at: finishedAt,
          is_resumable: canGoOn ? 1 : 0,
        });
        appendAudit(database, {
          runId: run.id,
          type: isStopped ? 'run_cancelled' : 'run_failed',
          description: failure.message,
          count: null,
          timestamp: finishedAt,
        });
      })
      .immediate();
  } catch {
    // The disk may be full or gone; the run then stays open in the workspace and is offered for resuming.
  }
}
