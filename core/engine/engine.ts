import { dirname, join, resolve } from 'node:path';
import { Failure } from '#core/contract/failure.ts';
import { chartList } from '#core/models/chart-data.ts';
import { createCurrentRun } from '#core/records/current-run.ts';
import { recordDetail } from '#core/records/record-detail.ts';
import { ruleResultsOf } from '#core/records/rule-results.ts';
import { verifiedAudit } from '#core/store/verify-audit.ts';
import { auditEntries, auditTypes, lastAuditLine } from '#core/workspace/audit.ts';
import { explainSqliteError } from '#core/workspace/open.ts';
import { bringUpToDate, openWorkspace, type Workspace } from '#core/workspace/workspace.ts';
import { guardWorkspace, realPathOf } from '#core/workspace/workspace-parts.ts';
import { appVersion } from './app-version.ts';
import { nowMicroseconds } from './clock.ts';
import { createDefinitionDesk } from './definition-desk.ts';
import { examine } from './doctor.ts';
import { createImplementer } from './implementer.ts';
import { infer } from './infer.ts';
import { listFiles } from './list-files.ts';
import { shippedCatalogue, shippedPipelines } from './load-pipeline.ts';
import { pipelineDetail } from './pipeline-detail.ts';
import { previewSource } from './preview-source.ts';
import { createQueryDesk } from './query-desk.ts';
import { copyToOpen, sizeOfReadOnly } from './read-only.ts';
import { forgetRecent, newFolderFor, noteRecent, recentWorkspaces } from './recent.ts';
import { kindsReference } from './reference.ts';
import { createReviewDesk, type ReviewDesk } from './review-desk.ts';
import { exportRoutes } from './routes/export-routes.ts';
import { reviewRoutes } from './routes/review-routes.ts';
import { runRoutes } from './routes/run-routes.ts';
import { workspaceRoutes } from './routes/workspace-routes.ts';
import { createRunDesk } from './run-desk.ts';
import { createWorkspaceReader } from './workspace-reader.ts';

/** Answers everything in the contract for one workspace at a time, which a person may change. `original` is what the first is only a copy of, to look at. */
export function createEngine(firstPath: string, original?: string) {
  // SQLite follows links: its log and lock are beside the file that the link points to.
  let workspacePath = realPathOf(firstPath);
  let unguard = guardWorkspace(workspacePath);
  try {
    bringUpToDate(workspacePath);
  } catch {
    // Whatever is asked first says what is wrong with the file.
  }
  let reader = createWorkspaceReader(workspacePath);
  const desk = createRunDesk();
  /** Resolves when the workspace is not being changed for another: until then nobody opens it. */
  let ready: Promise<unknown> = Promise.resolve();
  const whenReady = async (): Promise<void> => void (await ready);
  const asking = createQueryDesk(() => workspacePath, whenReady);
  const deciding = createReviewDesk(() => workspacePath, whenReady);
  const definitions = createDefinitionDesk();
  /** Lets go of the workspace wherever it is open. */
  const letGo = async (): Promise<void> => {
    await deciding.close();
    await asking.close();
    reader.close();
  };
  /** Does something with the file of the workspace while nobody has it open. */
  const alone = <Result>(work: () => Result): Promise<Result> => {
    const done = letGo().then(() => {
      // Somebody may have looked in meanwhile.
      reader.close();
      return explained(workspacePath, work);
    });
    ready = done.catch(() => undefined);
    return done;
  };
  /** Starts what a person who is about to look around will ask. */
  const warm = (): void => {
    if (reader.exists()) asking.warm();
  };
  const os = createImplementer();

  /** Throws a Failure (BAD_INPUT) where changes would go with a copy, though whoever makes them would think them stored. */
  const assertKept = (): void => {
    if (original !== undefined)
      throw new Failure('BAD_INPUT', `${original} is read-only; copy it to a folder you can write to, and change it there`);
  };

  /** Does something with the workspace open for writing; no run may be under way. */
  const write = async <Result>(work: (workspace: Workspace) => Result): Promise<Result> => {
    assertKept();
    await deciding.close();
    if (!reader.exists()) throw new Failure('NOT_FOUND', `there is no workspace ${workspacePath}; \`winnow run\` makes one`);
    const opened = openWorkspace(workspacePath);
    try {
      return explained(workspacePath, () => work(opened));
    } finally {
      opened.close();
    }
  };

  /** Writes decisions about records of the run that is shown. */
  const review: ReviewDesk['ask'] = (name, input, asked) => {
    assertKept();
    if (!reader.exists()) throw new Failure('NOT_FOUND', `there is no workspace ${workspacePath}; \`winnow run\` makes one`);
    if (desk.current() !== null) throw new Failure('CONFLICT', 'a run is under way; decide when it has ended');
    return deciding.ask(name, input, asked);
  };

  /** Goes over to another workspace; a file that is none is refused before the one that is open is let go. */
  const goOver = async (
    named: string,
    evenDamaged = false,
    isCopy = false,
  ): Promise<{ workspace: string; hasWorkspace: boolean }> => {
    if (desk.current() !== null)
      throw new Failure('CONFLICT', 'a run is under way in this workspace; wait until it has ended or stop it');
    const path = realPathOf(named);
    const next = createWorkspaceReader(path);
    if (!evenDamaged) bringUpToDate(path);
    if (!evenDamaged && next.exists()) next.read(() => undefined);
    await alone(() => {
      reader = next;
      workspacePath = path;
      unguard();
      unguard = guardWorkspace(path);
    });
    if (reader.exists() && !isCopy) noteRecent(workspacePath, nowMicroseconds());
    warm();
    return { workspace: workspacePath, hasWorkspace: reader.exists() };
  };

  const exporting = exportRoutes(os, { asking, review, folder: () => dirname(resolve(workspacePath)) });
  const router = os.router({
    system: {
      info: os.system.info.handler(() => {
        warm();
        return {
          version: appVersion,
          workspace: workspacePath,
          hasWorkspace: reader.exists(),
          pipelines: shippedCatalogue(),
          recent: recentWorkspaces(),
        };
      }),
      changes: os.system.changes.handler(() => ({
        workspace: workspacePath,
        count: reader.exists() ? reader.read(lastAuditLine) : 0,
      })),
      open: os.system.open.handler(async ({ input }) => {
        const path = resolve(input.workspace);
        const size = sizeOfReadOnly(path);
        if (size !== undefined && !input.asCopy)
          return { workspace: workspacePath, hasWorkspace: reader.exists(), needsCopy: size };
        const isCopy = size !== undefined;
        const opened = await goOver(isCopy ? copyToOpen(path) : path, input.evenDamaged, isCopy);
        return { ...opened, needsCopy: null };
      }),
      openSample: os.system.openSample.handler(({ input }) => {
        if (!shippedPipelines().includes(input.pipeline))
          throw new Failure('NOT_FOUND', `there is no pipeline ${input.pipeline}`);
        return goOver(join(newFolderFor('samples'), `${input.pipeline}-sample.winnow`));
      }),
      forgetRecent: os.system.forgetRecent.handler(({ input }) => {
        forgetRecent(input.paths);
        return { recent: recentWorkspaces() };
      }),
      doctor: os.system.doctor.handler(() => [...examine(reader)]),
    },
    files: {
      list: os.files.list.handler(({ input }) => listFiles(input.folder)),
    },
    sources: {
      preview: os.sources.preview.handler(({ input }) => previewSource(input)),
      infer: os.sources.infer.handler(async ({ input }) => ({ yaml: await infer(input.path, input.wishes) })),
    },
    pipeline: {
      get: os.pipeline.get.handler(() => reader.read(pipelineDetail)),
      change: os.pipeline.change.handler(({ input }) => definitions.ask('change', { ...input, folder: dirname(workspacePath) })),
      preview: os.pipeline.preview.handler(({ input }) => asking.ask('previewRule', input)),
    },
    runs: runRoutes(os, {
      path: () => workspacePath,
      reader: () => reader,
      desk,
      definitions,
      letGo: () => {
        assertKept();
        return deciding.close();
      },
      review,
      write,
    }),
    records: {
      page: os.records.page.handler(({ input }) => asking.ask('page', input)),
      spread: os.records.spread.handler(({ input }) => asking.ask('spread', input)),
      find: os.records.find.handler(({ input }) => asking.ask('find', input)),
      get: os.records.get.handler(({ input }) =>
        reader.read((database) => recordDetail(database, createCurrentRun(database)(), input.dataset, input.id)),
      ),
      columns: os.records.columns.handler(({ input }) => asking.ask('columns', input)),
      facet: os.records.facet.handler(({ input, signal }) => asking.ask('facet', input, { signal })),
      sum: os.records.sum.handler(({ input, signal }) => asking.ask('sum', input, { signal })),
    },
    exceptions: reviewRoutes(os, { reader: () => reader, asking, review }),
    rules: {
      results: os.rules.results.handler(({ input }) => reader.read((database) => ruleResultsOf(database, input.runId))),
      kinds: os.rules.kinds.handler(() => kindsReference()),
    },
    charts: {
      list: os.charts.list.handler(() => reader.read((database) => chartList(database, createCurrentRun(database)()))),
      data: os.charts.data.handler(({ input, signal }) => asking.ask('chart', input, { signal })),
    },
    audit: {
      list: os.audit.list.handler(({ input }) => reader.read((database) => auditEntries(database, input))),
      types: os.audit.types.handler(({ input }) => reader.read((database) => auditTypes(database, input))),
      verify: os.audit.verify.handler(() => reader.read(verifiedAudit)),
    },
    exports: exporting.routes,
    workspace: workspaceRoutes(os, { path: () => workspacePath, write, alone }),
  });
  const close = async (): Promise<void> => {
    await desk.close();
    await definitions.close();
    await letGo();
    unguard();
  };
  /** What would be cut off by the end of the program; everything else is safe. */
  const underWay = (): 'run' | 'export' | undefined =>
    desk.current() !== null ? 'run' : exporting.isWriting() ? 'export' : undefined;
  return { router, warm, close, underWay };
}

function explained<Result>(path: string, act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    const sentence = explainSqliteError(error, path);
    throw sentence === undefined ? error : new Failure('RUN_FAILED', sentence, { cause: error });
  }
}
