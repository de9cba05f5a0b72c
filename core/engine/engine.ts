import { implement, ORPCError } from '@orpc/server';
import { contract } from '#core/contract/contract.ts';
import { errors } from '#core/contract/errors.ts';
import { Failure } from '#core/contract/failure.ts';
import { auditEntries } from '#core/database/audit.ts';
import { listBackups, makeBackup, restoreBackup } from '#core/database/backups.ts';
import { exceptionById, exceptionPage } from '#core/database/exceptions.ts';
import { explainSqliteError } from '#core/database/open.ts';
import { pageOf } from '#core/database/pages.ts';
import { allRuns, runById } from '#core/database/runs.ts';
import { salvage } from '#core/database/salvage.ts';
import { openWorkspace, type Workspace } from '#core/database/workspace.ts';
import { discardRun } from '#core/pipeline/begin-run.ts';
import { inspectSources } from '#core/pipeline/inspect-sources.ts';
import { observeSource } from '#core/pipeline/observe-source.ts';
import { propose } from '#core/quality/infer/propose.ts';
import { safeNames } from '#core/quality/safe-names.ts';
import { appVersion } from './app-version.ts';
import { nowMicroseconds } from './clock.ts';
import { examine } from './doctor.ts';
import { estimateRun } from './estimate.ts';
import { exportRows } from './export-rows.ts';
import { infer } from './infer.ts';
import { loadPipeline, shippedPipelines } from './load-pipeline.ts';
import { kindsReference } from './reference.ts';
import { ruleResultsOf } from './rule-results.ts';
import { createRunDesk } from './run-desk.ts';
import { runDetailOf } from './run-detail.ts';
import { startRun } from './start-run.ts';
import { verifiedAudit } from './verify-audit.ts';
import { createWorkspaceReader } from './workspace-reader.ts';

/** Answers everything in the contract for one workspace. */
export function createEngine(workspacePath: string) {
  const reader = createWorkspaceReader(workspacePath);
  const desk = createRunDesk();
  const os = implement(contract).use(async ({ next }) => {
    try {
      return await next();
    } catch (error) {
      throw error instanceof Failure
        ? new ORPCError(error.code, { status: errors[error.code].status, message: error.message, cause: error })
        : error;
    }
  });

  /** Does something with the workspace open for writing; no run may be under way. */
  const write = <Result>(work: (workspace: Workspace) => Result): Result => {
    if (!reader.exists()) throw new Failure('NOT_FOUND', `there is no workspace ${workspacePath}; \`winnow run\` makes one`);
    const opened = openWorkspace(workspacePath);
    try {
      return explained(workspacePath, () => work(opened));
    } finally {
      opened.close();
    }
  };

  const router = os.router({
    system: {
      info: os.system.info.handler(() => ({
        version: appVersion,
        workspace: workspacePath,
        hasWorkspace: reader.exists(),
        pipelines: [...shippedPipelines()],
      })),
      doctor: os.system.doctor.handler(() => [...examine(reader)]),
    },
    sources: {
      preview: os.sources.preview.handler(async ({ input }) => {
        const seen = await observeSource(input.path, {}, 10_000, input.rows);
        const names = safeNames(seen.headers);
        const columns = seen.observations.map((observation, index) => {
          const header = seen.headers[index] ?? '';
          const { type, evidence } = propose(observation, header);
          return { name: names[index] ?? '', header, type, evidence };
        });
        return { dialect: seen.dialect, columns, rows: seen.rows.map((row) => [...row]), problems: [...seen.problems] };
      }),
      infer: os.sources.infer.handler(async ({ input }) => ({ yaml: await infer(input.path) })),
    },
    runs: {
      start: os.runs.start.handler(async ({ input }) => {
        const loaded = loadPipeline(input.pipeline);
        const ticket = await desk.start((tell) =>
          startRun({
            loaded,
            inputs: new Map(Object.entries(input.inputs)),
            workspacePath,
            outFolder: input.outFolder,
            isResume: input.resume,
            ignoresSpace: input.ignoreSpace,
            onProgress: (progress) => tell({ kind: 'progress', progress }),
            onLog: (line) => tell({ kind: 'log', line }),
          }),
        );
        return { ticket };
      }),
      progress: os.runs.progress.handler(({ input, signal }) => desk.follow(input.ticket, signal)),
      stop: os.runs.stop.handler(({ input }) => ({ isStopping: desk.stop(input.ticket) })),
      discard: os.runs.discard.handler(({ input }) =>
        write(({ database }) => {
          discardRun(database, input.runId, nowMicroseconds());
          return { runId: input.runId };
        }),
      ),
      estimate: os.runs.estimate.handler(async ({ input }) => {
        const { pipeline, folder } = loadPipeline(input.pipeline);
        const sources = await inspectSources(pipeline, folder, new Map(Object.entries(input.inputs)));
        return estimateRun(pipeline, sources, workspacePath, input.outFolder);
      }),
      list: os.runs.list.handler(({ input }) =>
        reader.read((database) => allRuns(database, input.limit).map((run) => runDetailOf(database, run))),
      ),
      get: os.runs.get.handler(({ input }) =>
        reader.read((database) => {
          const run = runById(database, input.runId);
          if (!run) throw new Failure('NOT_FOUND', `there is no run ${input.runId}; \`winnow runs list\` shows those there are`);
          return runDetailOf(database, run);
        }),
      ),
    },
    records: {
      page: os.records.page.handler(({ input }) => reader.read((database) => pageOf(database, input))),
    },
    exceptions: {
      list: os.exceptions.list.handler(({ input }) => reader.read((database) => exceptionPage(database, input))),
      get: os.exceptions.get.handler(({ input }) => reader.read((database) => exceptionById(database, input.id))),
    },
    rules: {
      results: os.rules.results.handler(({ input }) => reader.read((database) => ruleResultsOf(database, input.runId))),
      kinds: os.rules.kinds.handler(() => kindsReference()),
    },
    audit: {
      list: os.audit.list.handler(({ input }) =>
        reader.read((database) => [...auditEntries(database, input.after, input.limit)]),
      ),
      verify: os.audit.verify.handler(() => reader.read(verifiedAudit)),
    },
    exports: {
      create: os.exports.create.handler(({ input }) => {
        const { path, rows, bytes, sha256, escapedCells } = exportRows(reader, input);
        return { path, subject: input.dataset, what: input.what, format: input.format, rows, bytes, sha256, escapedCells };
      }),
    },
    workspace: {
      backups: os.workspace.backups.handler(() => [...listBackups(workspacePath)]),
      backUp: os.workspace.backUp.handler(() =>
        write(({ database }) => makeBackup(database, workspacePath, 'asked', nowMicroseconds())),
      ),
      restore: os.workspace.restore.handler(({ input }) => {
        reader.close();
        return explained(workspacePath, () => restoreBackup(workspacePath, input.name, nowMicroseconds()));
      }),
      salvage: os.workspace.salvage.handler(() => {
        reader.close();
        const { setAside, tables } = explained(workspacePath, () => salvage(workspacePath, nowMicroseconds()));
        return { setAside, tables: [...tables] };
      }),
    },
  });
  const close = async (): Promise<void> => {
    await desk.close();
    reader.close();
  };
  return { router, close };
}

function explained<Result>(path: string, act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    const sentence = explainSqliteError(error, path);
    throw sentence === undefined ? error : new Failure('RUN_FAILED', sentence, { cause: error });
  }
}
