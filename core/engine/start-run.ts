import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { counted } from '#core/contract/counted.ts';
import { Failure } from '#core/contract/failure.ts';
import type { Progress, SkippableStage } from '#core/contract/progress.ts';
import type { LogEntry } from '#core/contract/runs.ts';
import { exportName } from '#core/exports/export-name.ts';
import { lineagePath } from '#core/exports/lineage.ts';
import { assertTargets } from '#core/exports/load-tables.ts';
import { partialPipeline } from '#core/quality/partial-pipeline.ts';
import { type InspectedSource, inspectSources } from '#core/run/inspect-sources.ts';
import { isKeptBack } from '#core/run/is-kept-back.ts';
import { assertTarget, manifestPath, type Target } from '#core/sinks/assert-target.ts';
import { removePartsOfThread } from '#core/sinks/write-file.ts';
import { pathOfSource } from '#core/sources/path-of-source.ts';
import { fetchedSuffix } from '#core/sources/postgres/fetch-table.ts';
import { fetchedFolder, fetchTables, forgetFetched, isOnServer } from '#core/sources/postgres/fetch-tables.ts';
import { activeDecisions } from '#core/store/decisions.ts';
import { ledgersOf } from '#core/store/ledgers.ts';
import { runSources } from '#core/store/run-sources.ts';
import { definitionHashOf, interruptedRun, publishedRunRow, ranBefore, runCount, versionOf } from '#core/store/runs.ts';
import type { Database } from '#core/workspace/open.ts';
import { openForReading } from '#core/workspace/open-for-reading.ts';
import { realPathOf } from '#core/workspace/workspace-parts.ts';
import { createRunId, latestToday } from './clock.ts';
import { assertFits } from './estimate.ts';
import type { JobMessage, RunJob } from './job.ts';
import type { LoadedPipeline } from './load-pipeline.ts';
import { messageToFailure } from './thread-failure.ts';
import { threadUrl } from './thread-url.ts';

/** A run as a door asks for it. */
export interface StartRun {
  readonly loaded: LoadedPipeline;
  readonly inputs: ReadonlyMap<string, string>;
  readonly workspacePath: string;
  readonly outFolder: string | null;
  readonly isResume: boolean;
  readonly ignoresSpace?: boolean;
  /** Whether the exports may take the place of files that Winnow did not write. */
  readonly overwrites?: boolean;
  /** Whether it may take the place of another pipeline in the workspace. */
  readonly replaces?: boolean;
  /** The date that the run is about, as yyyy-MM-dd; default: that of the pipeline, or the present day. */
  readonly runDate?: string | undefined;
  readonly batchRows?: number | undefined;
  /** Heap limit of the run thread, in MiB. */
  readonly memoryMb?: number | undefined;
  readonly keepRuns?: number | undefined;
  /** Whether the run goes on where a model, a total or an export fails, without what depends on that. */
  readonly goesOn?: boolean;
  /** Stages to do without. */
  readonly skipStages?: readonly SkippableStage[];
  /** Whether the workspace is a copy that goes away, so that it needs no backup. */
  readonly isTrial?: boolean;
  readonly onProgress?: (progress: Progress) => void;
  readonly onLog?: (entry: LogEntry) => void;
}

/** A run under way. */
export interface StartedRun {
  /** The id of the finished run; rejects with a Failure where it failed or was stopped. */
  readonly done: Promise<string>;
  /** Asks the run to stop between two batches; what was done is kept. */
  readonly stop: () => void;
}

const defaultBatchRows = 10_000;
const defaultMemoryMb = 192;

const endedEarly = 'the thread of the run ended unexpectedly; what was done is kept, and --resume continues from there';
const outOfMemory = 'the run needs more memory than it is allowed; what was done is kept, and --resume continues from there';

/** Looks at the sources, then runs the pipeline on a thread of its own. Rejects with a Failure (BAD_INPUT) before anything is written. */
export async function startRun(asked: StartRun): Promise<StartedRun> {
  const request = withoutSkipped(asked);
  const { loaded, workspacePath, outFolder, isResume } = request;
  const goesOn = isResume && hasInterruptedRun(workspacePath);
  if (!request.replaces) assertSamePipeline(loaded.pipeline.name, workspacePath);
  if (outFolder !== null) await assertTargets(loaded.pipeline, outFolder, request.overwrites ?? false);
  const runId = createRunId(Date.now(), randomBytes(3).toString('hex'));
  const folder = fetchedFolder(workspacePath, runId);
  const fetched = goesOn
    ? fetchedBefore(workspacePath)
    : await fetchTables(loaded.pipeline, request.inputs, folder, (dataset, bytes) =>
        request.onProgress?.(fetching(dataset, bytes)),
      );
  try {
    return await begin(request, { runId, goesOn, folder, inputs: new Map([...request.inputs, ...fetched]) });
  } catch (error) {
    forgetFetched(folder);
    throw error;
  }
}

/** A run that asks for nothing that it skips; a partial one that cannot take the place of a whole one exports nothing. */
function withoutSkipped(request: StartRun): StartRun {
  const { loaded, skipStages = [], workspacePath } = request;
  if (skipStages.length === 0) return request;
  const pipeline = partialPipeline(loaded.pipeline, skipStages);
  const keepsBack = lookInto(workspacePath, (database) => isKeptBack(database, pipeline, { skipped: skipStages })) ?? false;
  return { ...request, loaded: { ...loaded, pipeline }, ...(keepsBack && { outFolder: null }) };
}

/** Begins a run whose tables of servers are there as files. */
async function begin(
  request: StartRun,
  {
    runId,
    goesOn,
    folder,
    inputs,
  }: {
    readonly runId: string;
    readonly goesOn: boolean;
    readonly folder: string;
    readonly inputs: ReadonlyMap<string, string>;
  },
): Promise<StartedRun> {
  const { loaded, workspacePath, outFolder, isResume } = request;
  const sources = await inspectSources(loaded.pipeline, loaded.folder, inputs);
  // The exports of a run that goes on may stand there already, without their manifests.
  const replaces = goesOn || request.overwrites ? 'files' : 'own outputs';
  if (outFolder !== null) assertExportsFit(loaded.pipeline, outFolder, { replaces, sources: sources.map(({ path }) => path) });
  // A run that goes on has most of what it needs already.
  if (!goesOn && !request.ignoresSpace) await assertFits(loaded.pipeline, sources, workspacePath, outFolder);
  const stop = new SharedArrayBuffer(4);
  const job: RunJob = {
    runId,
    pipeline: loaded.pipeline,
    text: loaded.text,
    sources,
    workspacePath,
    options: {
      outFolder,
      batchRows: request.batchRows ?? (Number(process.env['WINNOW_BATCH_ROWS']) || defaultBatchRows),
      keepRuns: request.keepRuns ?? 0,
      isTrial: request.isTrial ?? false,
      skipped: request.skipStages ?? [],
      goesOn: request.goesOn ?? false,
      notice: changedElsewhere(loaded.text, workspacePath),
    },
    isResume,
    today: request.runDate ?? runDateOfOwnFiles(loaded, sources) ?? latestToday(Date.now()),
    stop,
  };
  const worker = new Worker(threadUrl('job-thread'), {
    workerData: job,
    resourceLimits: { maxOldGenerationSizeMb: request.memoryMb ?? defaultMemoryMb, maxYoungGenerationSizeMb: 32 },
  });
  const fetchedPath = sources.find(({ path }) => path.endsWith(fetchedSuffix))?.path;
  const fetchedIn = fetchedPath === undefined ? folder : dirname(fetchedPath);
  const done = new Promise<string>((resolve, reject) => {
    worker.on('message', (message: JobMessage) => {
      if (message.kind === 'progress') request.onProgress?.(message.progress);
      else if (message.kind === 'log') request.onLog?.(message.entry);
      else if (message.kind === 'done') {
        forgetFetched(fetchedIn);
        resolve(message.runId);
      } else reject(messageToFailure(message));
    });
    worker.on('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? new Failure('RUN_FAILED', outOfMemory, { cause: error }) : error),
    );
    const { threadId } = worker;
    worker.on('exit', () => {
      reject(new Failure('RUN_FAILED', endedEarly));
      if (outFolder !== null) removePartsOfThread(outFolder, threadId);
    });
  });
  return { done, stop: () => Atomics.store(new Int32Array(stop), 0, 1) };
}

/** How far a table of a server has come, before the run has an id. */
function fetching(dataset: string, bytes: number): Progress {
  return {
    ...{ runId: '', stage: 'ingest', dataset, rows: 0, bytes, totalBytes: 0 },
    ...{ elapsedMs: 0, rowsPerSecond: 0, remainingMs: null },
  };
}

/** The date that a pipeline names for the files that it names itself; with others, the present day counts. */
function runDateOfOwnFiles({ pipeline, folder }: LoadedPipeline, sources: readonly InspectedSource[]): string | undefined {
  const isOwn = sources.every(({ dataset, path }) => {
    const source = pipeline.datasets[dataset]?.source;
    if (source && isOnServer(source)) return path.endsWith(fetchedSuffix);
    return path === realPathOf(pathOfSource(source?.path ?? '', folder));
  });
  return isOwn ? pipeline.run_date : undefined;
}

/**
 * What to say where a workspace already ran this very definition and shows a later version of it: somebody changed rules or steps in the window,
 * and this run goes without them. Undefined where it is not so.
 */
function changedElsewhere(text: string, workspacePath: string): string | undefined {
  return lookInto(workspacePath, (database) => {
    const shown = publishedRunRow(database);
    const hash = definitionHashOf(text);
    if (!shown || shown.definitionHash === hash || !ranBefore(database, hash, shown.runNo)) return undefined;
    return `this run goes without changes that were made in the window since: the workspace shows version ${versionOf(database, shown)} of the pipeline. To keep them, save that version first: winnow runs definition ${shown.runId} > pipeline.yaml`;
  });
}

/** The tables of servers that the interrupted run of a workspace had fetched. */
function fetchedBefore(workspacePath: string): ReadonlyMap<string, string> {
  const paths = lookInto(workspacePath, (database) => {
    const run = interruptedRun(database);
    return run ? runSources(database, run.runNo).map(({ dataset, path }) => [dataset, path] as const) : [];
  });
  return new Map((paths ?? []).filter(([, path]) => path.endsWith(fetchedSuffix)));
}

function hasInterruptedRun(workspacePath: string): boolean {
  return lookInto(workspacePath, (database) => interruptedRun(database) !== undefined) ?? false;
}

/** Throws a Failure (CONFLICT) where a workspace holds another pipeline, with what a run would remove of it. */
function assertSamePipeline(name: string, workspacePath: string): void {
  const sentence = lookInto(workspacePath, (database) => {
    const shown = publishedRunRow(database);
    if (!shown || shown.pipeline === name) return undefined;
    const rows = [...ledgersOf(database, shown.runNo)].map(([dataset, { read }]) => `${dataset} (${counted(read, 'record')})`);
    const decisions = activeDecisions(database, shown.runNo);
    return `${workspacePath} holds the pipeline ${shown.pipeline} with ${counted(runCount(database, shown.pipeline), 'run')}; running ${name} there would remove its rows (${rows.join(', ')}), its models and ${counted(decisions, 'decision')}; choose another workspace (--workspace), or use --replace, which makes a backup first`;
  });
  if (sentence !== undefined) throw new Failure('CONFLICT', sentence);
}

/** Looks into a workspace, where there is one that can be read; whoever writes to it says what is wrong with it otherwise. */
function lookInto<Result>(path: string, look: (database: Database) => Result): Result | undefined {
  if (!existsSync(path)) return undefined;
  let database: Database | undefined;
  try {
    database = openForReading(path);
    return look(database);
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  } finally {
    database?.close();
  }
}

/** Throws a Failure (BAD_INPUT, CONFLICT) where an export of the pipeline, or its manifest, may not be written. */
function assertExportsFit({ exports }: LoadedPipeline['pipeline'], outFolder: string, target: Target): void {
  if (exports.length > 0) assertTarget(lineagePath(outFolder), target);
  for (const exported of exports) {
    const path = join(outFolder, exportName(exported));
    for (const written of [path, manifestPath(path)]) assertTarget(written, target);
  }
}
