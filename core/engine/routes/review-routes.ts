import { writeLines } from '#core/contract/decision-lines.ts';
import { Failure } from '#core/contract/failure.ts';
import type { PipelineDefinition } from '#core/definition/pipeline.ts';
import { rulesOfDataset } from '#core/definition/rules-of-dataset.ts';
import { createCurrentRun } from '#core/records/current-run.ts';
import { withText } from '#core/records/exception-text.ts';
import { decisionLines } from '#core/review/decision-text.ts';
import { signOffsOf } from '#core/review/sign-off.ts';
import { readTable } from '#core/sources/file/read-table.ts';
import { commentsOf } from '#core/store/comments.ts';
import { batchesOf, decisionsOfRun, historyOf } from '#core/store/decisions.ts';
import { exceptionById, exceptionFingerprint, exceptionPage } from '#core/store/exceptions.ts';
import { activeMappings } from '#core/store/mappings.ts';
import type { Database } from '#core/workspace/open.ts';
import { followed } from '../followed.ts';
import type { Implementer } from '../implementer.ts';
import type { WorkspaceSession } from '../workspace-session.ts';

/** Answers everything about decisions. */
export function reviewRoutes(os: Implementer) {
  const prepared = new WeakMap<WorkspaceSession, number>();
  /** Whoever tries will decide soon: the indexes that deciding needs are made meanwhile. */
  const prepare = (session: WorkspaceSession): void => {
    const runNo = ofShown(session, (_, no) => no);
    if (prepared.get(session) === runNo) return;
    prepared.set(session, runNo);
    void Promise.resolve()
      .then(() => session.review('prepare', null))
      .catch(() => undefined);
  };
  return {
    lines: os.exceptions.lines.handler(({ context: { session } }) =>
      session.reader.read((database) => {
        const lines = decisionLines(database, createCurrentRun(database)());
        return { text: writeLines(lines), lines: lines.length };
      }),
    ),
    take: os.exceptions.take.handler(({ input, context: { session } }) => session.review('takeLines', input)),
    list: os.exceptions.list.handler(({ input, context: { session } }) =>
      session.reader.read((database) => {
        const run = createCurrentRun(database)();
        assertThere(run.pipeline, input);
        const { total, exceptions } = exceptionPage(database, input);
        return { total, exceptions: exceptions.map(withText(database, run)) };
      }),
    ),
    get: os.exceptions.get.handler(({ input, context: { session } }) =>
      session.reader.read((database) =>
        withText<ReturnType<typeof exceptionById>>(database, createCurrentRun(database)())(exceptionById(database, input.id)),
      ),
    ),
    try: os.exceptions.try.handler(({ input, context: { session } }) => {
      prepare(session);
      return session.asking.ask('tryCells', input);
    }),
    split: os.exceptions.split.handler(({ input, context: { session } }) => session.asking.ask('splitLine', input)),
    suggest: os.exceptions.suggest.handler(({ input, context: { session } }) => {
      prepare(session);
      return session.asking.ask('suggest', input);
    }),
    decide: os.exceptions.decide.handler(({ input, context: { session } }) => session.review('decide', input)),
    problems: os.exceptions.problems.handler(({ input, context: { session } }) => session.asking.ask('problems', input)),
    problemValues: os.exceptions.problemValues.handler(({ input, context: { session } }) =>
      session.asking.ask('problemValues', input),
    ),
    facets: os.exceptions.facets.handler(({ input, context: { session } }) => session.asking.ask('facets', input)),
    clusters: os.exceptions.clusters.handler(({ input, context: { session } }) => session.asking.ask('clusters', input)),
    duplicates: os.exceptions.duplicates.handler(({ input, context: { session } }) => session.asking.ask('duplicates', input)),
    preview: os.exceptions.preview.handler(({ input, signal, context: { session } }) =>
      session.review('many', { ...input, isPreview: true }, { signal }),
    ),
    many: os.exceptions.many.handler(({ input, signal, context: { session } }) =>
      followed((asked) => session.review('many', { ...input, isPreview: false }, asked), signal),
    ),
    import: os.exceptions.import.handler(async ({ input: { path, ...input }, context: { session } }) =>
      session.review('import', { ...input, table: await readTable(path) }),
    ),
    addParent: os.exceptions.addParent.handler(({ input, context: { session } }) => session.review('addParent', input)),
    undo: os.exceptions.undo.handler(({ input, signal, context: { session } }) =>
      session.review('turnBack', { ...input, way: 'undo' }, { signal }),
    ),
    undoFollow: os.exceptions.undoFollow.handler(({ input, signal, context: { session } }) =>
      followed((asked) => session.review('turnBack', { ...input, way: 'undo' }, asked), signal),
    ),
    redo: os.exceptions.redo.handler(({ input, signal, context: { session } }) =>
      session.review('turnBack', { ...input, way: 'redo' }, { signal }),
    ),
    redoFollow: os.exceptions.redoFollow.handler(({ input, signal, context: { session } }) =>
      followed((asked) => session.review('turnBack', { ...input, way: 'redo' }, asked), signal),
    ),
    ...memoryRoutes(os),
  };
}

/** Answers what was decided, said and learned. */
function memoryRoutes(os: Implementer) {
  return {
    since: os.exceptions.since.handler(({ input, context: { session } }) => session.asking.ask('since', input)),
    decisions: os.exceptions.decisions.handler(({ context: { session } }) =>
      ofShown(session, (database, runNo) => decisionsOfRun(database, runNo).map((decision) => ({ ...decision }))),
    ),
    batches: os.exceptions.batches.handler(({ input, context: { session } }) =>
      ofShown(session, (database, runNo) => batchesOf(database, runNo, input).map((batch) => ({ ...batch }))),
    ),
    history: os.exceptions.history.handler(({ input: { dataset, recordId }, context: { session } }) =>
      ofShown(session, (database, runNo) => {
        const fingerprint = exceptionFingerprint(database, runNo, dataset, recordId);
        return {
          decisions: historyOf(database, runNo, dataset, recordId).map((decision) => ({ ...decision })),
          comments:
            fingerprint === undefined ? [] : commentsOf(database, dataset, fingerprint).map((comment) => ({ ...comment })),
        };
      }),
    ),
    comment: os.exceptions.comment.handler(({ input, context: { session } }) => session.review('comment', input)),
    mappings: os.exceptions.mappings.handler(({ context: { session } }) =>
      session.reader.read((database) => activeMappings(database).map((mapping) => ({ ...mapping }))),
    ),
    forget: os.exceptions.forget.handler(async ({ input, context: { session } }) => {
      const { isForgotten } = await session.review('forget', input);
      if (!isForgotten) throw new Failure('NOT_FOUND', `there is no mapping ${input.id}`);
      return { isForgotten };
    }),
    signOff: os.exceptions.signOff.handler(({ input, context: { session } }) => session.review('signOff', input)),
    signOffs: os.exceptions.signOffs.handler(({ context: { session } }) =>
      ofShown(session, (database, runNo) => signOffsOf(database, runNo).map((signature) => ({ ...signature }))),
    ),
  };
}

/** Reads something of the run that is shown. */
function ofShown<Result>({ reader }: WorkspaceSession, work: (database: Database, runNo: number) => Result): Result {
  return reader.read((database) => work(database, createCurrentRun(database)().no));
}

/** Throws a Failure (NOT_FOUND) for a dataset or a rule that the pipeline has not. */
function assertThere(
  { datasets }: PipelineDefinition,
  { dataset, rule }: { readonly dataset?: string | undefined; readonly rule?: string | undefined },
): void {
  if (dataset !== undefined && !Object.hasOwn(datasets, dataset))
    throw new Failure('NOT_FOUND', `there is no dataset "${dataset}"; there are ${Object.keys(datasets).join(', ')}`);
  const isKnown = Object.values(datasets).some((definition) => rulesOfDataset(definition).some(({ id }) => id === rule));
  if (rule !== undefined && !isKnown)
    throw new Failure('NOT_FOUND', `there is no rule "${rule}"; \`winnow rules\` lists those there are`);
}
