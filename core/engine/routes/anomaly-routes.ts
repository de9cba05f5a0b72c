import { dirname, resolve } from 'node:path';
import type { Implementer } from '../implementer.ts';

/** Answers what is asked about unusual records, and stores what is said of them. */
export function anomalyRoutes(os: Implementer) {
  return {
    find: os.anomalies.find.handler(({ input, signal, context: { session } }) =>
      session.asking.ask('anomalies', input, { signal }),
    ),
    export: os.anomalies.export.handler(({ input, signal, context: { session } }) =>
      session.asking.ask(
        'exportAnomalies',
        { ...input, path: resolve(dirname(session.path), input.path), workspace: session.path },
        { signal },
      ),
    ),
    label: os.anomalies.label.handler(({ input, context: { session } }) => session.review('label', input)),
  };
}
