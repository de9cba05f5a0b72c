import { Failure } from '#core/contract/failure.ts';
import { discardRun } from '#core/run/begin-run.ts';
import { runDetailOf } from '#core/run/run-detail.ts';
import { allRuns, publishedRunRow, type RunRow, runById, runDefinition, versionOf } from '#core/store/runs.ts';
import type { Database } from '#core/workspace/open.ts';
import { nowMicroseconds } from '../clock.ts';
import type { DefinitionDesk } from '../definition-desk.ts';
import { estimateRun } from '../estimate.ts';
import type { Implementer } from '../implementer.ts';
import { outputProof } from '../output-proof.ts';
import { packedAs } from '../packed-as.ts';
import { noteRecent } from '../recent.ts';
import { runStory } from '../run-story.ts';
import { startRun } from '../start-run.ts';
import { wantedRun } from '../wanted-run.ts';
import { withSources } from '../with-sources.ts';
import type { WorkspaceSession } from '../workspace-session.ts';

/** Answers everything about runs: starting, following and stopping one, and what those before came to. */
export function runRoutes(os: Implementer, definitions: DefinitionDesk) {
  return {
    start: os.runs.start.handler(async ({ input, context: { session } }) => {
      const { loaded, inputs, runDate } = await wantedRun(session, definitions, input);
      noteRecent(session.path, nowMicroseconds());
      await session.makeWay();
      const ticket = await session.runs.start((tell) =>
        startRun({
          loaded: packedAs(loaded, input.compression),
          inputs,
          workspacePath: session.path,
          outFolder: input.outFolder,
          isResume: input.resume,
          ignoresSpace: input.ignoreSpace,
          overwrites: input.overwrite,
          replaces: input.replace,
          skipStages: input.skipStages,
          goesOn: input.onFailure === 'continue',
          batchRows: input.batchRows,
          memoryMb: input.memoryMb,
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
