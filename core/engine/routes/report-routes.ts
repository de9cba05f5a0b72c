import { dirname, resolve } from 'node:path';
import { runPage } from '#core/reports/run-page.ts';
import type { Implementer } from '../implementer.ts';
import { runReport } from '../run-report.ts';
import { shownSources, writeReport } from '../write-report.ts';

/** Answers what leaves as a report. */
export function reportRoutes(os: Implementer) {
  return {
    write: os.reports.write.handler(async ({ input, context: { session } }) =>
      writeReport(runPage(await runReport(session, input)), {
        sources: session.reader.read(shownSources),
        path: resolve(dirname(session.path), input.path),
        overwrite: input.overwrite,
      }),
    ),
  };
}
