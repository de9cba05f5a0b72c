import { ruleResultsOf } from '#core/records/rule-results.ts';
import { scoreMove } from '#core/records/score-move.ts';
import { verifiedAudit } from '#core/store/verify-audit.ts';
import { auditEntries, auditTypes } from '#core/workspace/audit.ts';
import { createDefinitionDesk } from './definition-desk.ts';
import { createImplementer } from './implementer.ts';
import { createKeyHolders } from './key-holders.ts';
import { listFiles } from './list-files.ts';
import { readSentence } from './read-sentence.ts';
import { kindsReference } from './reference.ts';
import { anomalyRoutes } from './routes/anomaly-routes.ts';
import { chartRoutes } from './routes/chart-routes.ts';
import { dataRoutes } from './routes/data-routes.ts';
import { exportRoutes } from './routes/export-routes.ts';
import { figureRoutes } from './routes/figure-routes.ts';
import { keyRoutes } from './routes/key-routes.ts';
import { pipelineRoutes } from './routes/pipeline-routes.ts';
import { profileRoutes } from './routes/profile-routes.ts';
import { recordRoutes } from './routes/record-routes.ts';
import { reportRoutes } from './routes/report-routes.ts';
import { reviewRoutes } from './routes/review-routes.ts';
import { runRoutes } from './routes/run-routes.ts';
import { sourceRoutes } from './routes/source-routes.ts';
import { systemRoutes } from './routes/system-routes.ts';
import { versionRoutes } from './routes/version-routes.ts';
import { workspaceRoutes } from './routes/workspace-routes.ts';
import { createSessions } from './sessions.ts';

/**
 * Answers everything in the contract, for any number of workspaces side by side: a request means the one whose path its context names, or the
 * one that was opened last. `original` is what the first is only a copy of, to look at.
 */
export function createEngine(firstPath: string, original?: string) {
  const sessions = createSessions(firstPath, original);
  const definitions = createDefinitionDesk();
  const os = createImplementer(sessions);
  const exporting = exportRoutes(os);
  const router = os.router({
    system: systemRoutes(os, sessions),
    files: {
      list: os.files.list.handler(({ input }) => listFiles(input.folder)),
    },
    sources: sourceRoutes(os, definitions),
    pipeline: pipelineRoutes(os, definitions),
    versions: versionRoutes(os, definitions),
    runs: runRoutes(os, definitions),
    records: recordRoutes(os),
    data: dataRoutes(os),
    keys: keyRoutes(os),
    profiles: profileRoutes(os),
    reports: reportRoutes(os),
    anomalies: anomalyRoutes(os),
    figures: figureRoutes(os),
    exceptions: reviewRoutes(os),
    rules: {
      results: os.rules.results.handler(({ input, context: { session } }) =>
        session.reader.read((database) => ruleResultsOf(database, input.runId)),
      ),
      moved: os.rules.moved.handler(({ input, context: { session } }) =>
        session.reader.read((database) => scoreMove(database, input.before)),
      ),
      read: os.rules.read.handler(({ input }) => readSentence(input.sentence)),
      kinds: os.rules.kinds.handler(() => kindsReference()),
    },
    relations: {
      list: os.relations.list.handler(({ signal, context: { session } }) => session.asking.ask('relations', {}, { signal })),
    },
    charts: chartRoutes(os),
    audit: {
      list: os.audit.list.handler(({ input, context: { session } }) =>
        session.reader.read((database) => auditEntries(database, input)),
      ),
      types: os.audit.types.handler(({ input, context: { session } }) =>
        session.reader.read((database) => auditTypes(database, input)),
      ),
      verify: os.audit.verify.handler(({ context: { session } }) => session.reader.read(verifiedAudit)),
    },
    exports: exporting.routes,
    workspace: workspaceRoutes(os),
  });
  return {
    router,
    holderOf: createKeyHolders(sessions),
    warm: () => sessions.of().warm(),
    close: async () => {
      await definitions.close();
      await sessions.close();
    },
    /** What would be cut off by the end of the program; everything else is safe. */
    underWay: (): 'run' | 'export' | undefined =>
      sessions.all().some(({ runs }) => runs.current() !== null) ? 'run' : exporting.isWriting() ? 'export' : undefined,
  };
}
