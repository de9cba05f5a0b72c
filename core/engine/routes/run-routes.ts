import { dirname } from 'node:path';
import type { z } from 'zod';
import { Failure } from '#core/contract/failure.ts';
import type { runInput } from '#core/contract/runs.ts';
import { setHeader } from '#core/definition/edit-headers.ts';
import { discardRun } from '#core/run/begin-run.ts';
import { runDetailOf } from '#core/run/run-detail.ts';
import { allRuns, publishedRunRow, type RunRow, runById, runDefinition, versionOf } from '#core/store/runs.ts';
import type { Database } from '#core/workspace/open.ts';
import { nowMicroseconds } from '../clock.ts';
import type { DefinitionDesk } from '../definition-desk.ts';
import { estimateRun } from '../estimate.ts';
import type { Implementer } from '../implementer.ts';
import type { LoadedPipeline } from '../load-pipeline.ts';
import { outputProof } from '../output-proof.ts';
import { interruptedPipeline, pipelineDetail } from '../pipeline-detail.ts';
import { noteRecent } from '../recent.ts';
import { runStory } from '../run-story.ts';
import { startRun } from '../start-run.ts';
import { withSources } from '../with-sources.ts';
import type { WorkspaceSession } from '../workspace-session.ts';

/** What is to run. */
interface WantedRun {
  readonly loaded: LoadedPipeline;
  readonly inputs: ReadonlyMap<string, string>;
  readonly runDate?: string;
}

type WantedPipeline = Pick<z.output<typeof runInput>, 'pipeline' | 'definition' | 'again' | 'inputs'> & {
  readonly headers?: z.output<typeof runInput>['headers'];
  readonly resume?: boolean;
};

/** Answers everything about runs: starting, following and stopping one, and what those before came to. */
export function runRoutes(os: Implementer, definitions: DefinitionDesk) {
  return {
    start: os.runs.start.handler(async ({ input, context: { session } }) => {
      const { loaded, inputs, runDate } = await wantedRun(session, definitions, input);
      noteRecent(session.path, nowMicroseconds());
      await session.makeWay();
      const ticket = await session.runs.start((tell) =>
        startRun({
          loaded,
          inputs,
          workspacePath: session.path,
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
    progress: os.runs.progress.handler(({ input, signal, context: { session } }) => session.runs.follow(input.ticket, signal)),
    stop: os.runs.stop.handler(({ input, context: { session } }) => ({ isStopping: session.runs.stop(input.ticket) })),
    discard: os.runs.discard.handler(({ input, context: { session } }) =>
      session.write(({ database }) => {
        discardRun(database, input.runId, nowMicroseconds());
        return { runId: input.runId };
      }),
    ),
    refresh: os.runs.refresh.handler(({ input, context: { session } }) => session.review('refresh', input)),
    estimate: os.runs.estimate.handler(async ({ input, context: { session } }) => {
      const { loaded, inputs } = await wantedRun(session, definitions, input);
      return withSources(loaded, inputs, (sources) => estimateRun(loaded.pipeline, sources, session.path, input.outFolder));
    }),
    current: os.runs.current.handler(({ context: { session } }) => ({ ticket: session.runs.current() })),
    list: os.runs.list.handler(({ input, context: { session } }) =>
      session.reader.read((database) => allRuns(database, input.limit).map((run) => runDetailOf(database, run))),
    ),
    shown: os.runs.shown.handler(({ context: { session } }) =>
      session.reader.read((database) => {
        const run = publishedRunRow(database);
        return run ? runDetailOf(database, run) : null;
      }),
    ),
    get: os.runs.get.handler(({ input, context: { session } }) => ofRun(session, input.runId, runDetailOf)),
    definition: os.runs.definition.handler(({ input, context: { session } }) =>
      ofRun(session, input.runId, (database, run) => ({
        version: versionOf(database, run),
        yaml: runDefinition(database, run.runNo),
      })),
    ),
    story: os.runs.story.handler(({ input, context: { session } }) => ofRun(session, input.runId, runStory)),
    proof: os.runs.proof.handler(({ input, context: { session } }) =>
      outputProof(ofRun(session, input.runId, runDetailOf), input.path),
    ),
  };
}

/** Reads something of a run. Throws a Failure (NOT_FOUND) where there is none. */
function ofRun<Result>({ reader }: WorkspaceSession, runId: string, tell: (database: Database, run: RunRow) => Result): Result {
  return reader.read((database) => {
    const run = runById(database, runId);
    if (!run) throw new Failure('NOT_FOUND', `there is no run ${runId}; \`winnow runs list\` shows those there are`);
    return tell(database, run);
  });
}

/** The pipeline that is to run, and its files. Throws a Failure (BAD_INPUT) where none is named. */
async function wantedRun(
  { path, reader }: WorkspaceSession,
  definitions: DefinitionDesk,
  { pipeline, definition, again, inputs, headers = {}, resume = false }: WantedPipeline,
): Promise<WantedRun> {
  if (pipeline !== undefined)
    return { loaded: await definitions.ask('load', { nameOrPath: pipeline }), inputs: new Map(Object.entries(inputs)) };
  if (definition === undefined && resume) return reader.read(interruptedPipeline);
  if (definition === undefined && !again)
    throw new Failure('BAD_INPUT', 'name a `pipeline`, give its `definition`, or say `again`');
  const shown = again ? reader.read(pipelineDetail) : undefined;
  const text = withHeaders(definition ?? shown?.yaml ?? '', headers);
  const loaded = await definitions.ask('read', { text, folder: dirname(path) });
  const isSame = shown !== undefined && Object.keys(inputs).length === 0;
  // A date that the pipeline names holds for the same files again.
  const { run_date: runDate } = isSame && shown.namedRunDate !== null ? loaded.pipeline : {};
  return {
    loaded,
    inputs: new Map(Object.entries({ ...shown?.inputs, ...inputs })),
    ...(runDate !== undefined && { runDate }),
  };
}

/** The text of a pipeline with other headers for some columns. Throws a Failure (BAD_INPUT) for a column that is not there. */
function withHeaders(text: string, headers: z.output<typeof runInput>['headers']): string {
  try {
    return Object.entries(headers).reduce(
      (yaml, [dataset, columns]) =>
        Object.entries(columns).reduce((own, [column, header]) => setHeader(own, dataset, column, header), yaml),
      text,
    );
  } catch (error) {
    if (error instanceof RangeError) throw new Failure('BAD_INPUT', error.message, { cause: error });
    throw error;
  }
}
