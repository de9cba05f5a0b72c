import { dirname } from 'node:path';
import type { z } from 'zod';
import { Failure } from '#core/contract/failure.ts';
import type { runInput } from '#core/contract/runs.ts';
import { discardRun } from '#core/run/begin-run.ts';
import { inspectSources } from '#core/run/inspect-sources.ts';
import { runDetailOf } from '#core/run/run-detail.ts';
import { allRuns, publishedRunRow, type RunRow, runById, runDefinition, versionOf } from '#core/store/runs.ts';
import type { Database } from '#core/workspace/open.ts';
import type { Workspace } from '#core/workspace/workspace.ts';
import { nowMicroseconds } from '../clock.ts';
import type { createDefinitionDesk } from '../definition-desk.ts';
import { estimateRun } from '../estimate.ts';
import type { Implementer } from '../implementer.ts';
import type { LoadedPipeline } from '../load-pipeline.ts';
import { outputProof } from '../output-proof.ts';
import { interruptedPipeline, pipelineDetail } from '../pipeline-detail.ts';
import { noteRecent } from '../recent.ts';
import type { ReviewDesk } from '../review-desk.ts';
import type { createRunDesk } from '../run-desk.ts';
import { runStory } from '../run-story.ts';
import { startRun } from '../start-run.ts';
import type { createWorkspaceReader } from '../workspace-reader.ts';

/** What is to run. */
interface WantedRun {
  readonly loaded: LoadedPipeline;
  readonly inputs: ReadonlyMap<string, string>;
  readonly runDate?: string;
}

type WantedPipeline = Pick<z.output<typeof runInput>, 'pipeline' | 'definition' | 'again' | 'inputs'> & {
  readonly resume?: boolean;
};

/** What the routes of runs work with. */
interface RunDoor {
  readonly path: () => string;
  readonly reader: () => ReturnType<typeof createWorkspaceReader>;
  readonly desk: ReturnType<typeof createRunDesk>;
  readonly definitions: ReturnType<typeof createDefinitionDesk>;
  /** Lets go of the workspace where decisions are written. */
  readonly letGo: () => Promise<void>;
  readonly review: ReviewDesk['ask'];
  /** Does something with the workspace open for writing. */
  readonly write: <Result>(work: (workspace: Workspace) => Result) => Promise<Result>;
}

/** Answers everything about runs: starting, following and stopping one, and what those before came to. */
export function runRoutes(os: Implementer, { path, reader, desk, definitions, letGo, review, write }: RunDoor) {
  /** Tells something of a run. Throws a Failure (NOT_FOUND) where there is none. */
  const ofRun = <Result>(runId: string, tell: (database: Database, run: RunRow) => Result): Result =>
    reader().read((database) => {
      const run = runById(database, runId);
      if (!run) throw new Failure('NOT_FOUND', `there is no run ${runId}; \`winnow runs list\` shows those there are`);
      return tell(database, run);
    });

  /** The pipeline that is to run, and its files. Throws a Failure (BAD_INPUT) where none is named. */
  const wantedPipeline = async ({ pipeline, definition, again, inputs, resume = false }: WantedPipeline): Promise<WantedRun> => {
    if (pipeline !== undefined)
      return { loaded: await definitions.ask('load', { nameOrPath: pipeline }), inputs: new Map(Object.entries(inputs)) };
    if (definition === undefined && resume) return reader().read(interruptedPipeline);
    if (definition === undefined && !again)
      throw new Failure('BAD_INPUT', 'name a `pipeline`, give its `definition`, or say `again`');
    const shown = again ? reader().read(pipelineDetail) : undefined;
    const loaded = await definitions.ask('read', { text: definition ?? shown?.yaml ?? '', folder: dirname(path()) });
    const isSame = shown !== undefined && Object.keys(inputs).length === 0;
    // A date that the pipeline names holds for the same files again.
    const { run_date: runDate } = isSame && shown.namedRunDate !== null ? loaded.pipeline : {};
    return {
      loaded,
      inputs: new Map(Object.entries({ ...shown?.inputs, ...inputs })),
      ...(runDate !== undefined && { runDate }),
    };
  };

  return {
    start: os.runs.start.handler(async ({ input }) => {
      const { loaded, inputs, runDate } = await wantedPipeline(input);
      noteRecent(path(), nowMicroseconds());
      await letGo();
      const ticket = await desk.start((tell) =>
        startRun({
          loaded,
          inputs,
          workspacePath: path(),
          outFolder: input.outFolder,
          isResume: input.resume,
          ignoresSpace: input.ignoreSpace,
          overwrites: input.overwrite,
          replaces: input.replace,
          runDate: input.runDate ?? runDate,
          onProgress: (progress) => tell({ kind: 'progress', progress }),
          onLog: (entry) => tell({ kind: 'log', entry }),
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
    refresh: os.runs.refresh.handler(({ input }) => review('refresh', input)),
    estimate: os.runs.estimate.handler(async ({ input }) => {
      const { loaded, inputs } = await wantedPipeline(input);
      const sources = await inspectSources(loaded.pipeline, loaded.folder, inputs);
      return estimateRun(loaded.pipeline, sources, path(), input.outFolder);
    }),
    current: os.runs.current.handler(() => ({ ticket: desk.current() })),
    list: os.runs.list.handler(({ input }) =>
      reader().read((database) => allRuns(database, input.limit).map((run) => runDetailOf(database, run))),
    ),
    shown: os.runs.shown.handler(() =>
      reader().read((database) => {
        const run = publishedRunRow(database);
        return run ? runDetailOf(database, run) : null;
      }),
    ),
    get: os.runs.get.handler(({ input }) => ofRun(input.runId, runDetailOf)),
    definition: os.runs.definition.handler(({ input }) =>
      ofRun(input.runId, (database, run) => ({ version: versionOf(database, run), yaml: runDefinition(database, run.runNo) })),
    ),
    story: os.runs.story.handler(({ input }) => ofRun(input.runId, runStory)),
    proof: os.runs.proof.handler(({ input }) => outputProof(ofRun(input.runId, runDetailOf), input.path)),
  };
}
