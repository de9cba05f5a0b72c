import { createCurrentRun } from '#core/records/current-run.ts';
import type { Implementer } from '../implementer.ts';

/** Answers everything about tables: the clean rows of datasets, and models. */
export function dataRoutes(os: Implementer) {
  return {
    tables: os.data.tables.handler(({ signal, context: { session } }) => session.asking.ask('tables', {}, { signal })),
    page: os.data.page.handler(({ input, signal, context: { session } }) => session.asking.ask('tableRows', input, { signal })),
    row: os.data.row.handler(({ input, signal, context: { session } }) => session.asking.ask('tableRow', input, { signal })),
    paths: os.data.paths.handler(({ context: { session } }) =>
      session.reader.read((database) => ({ ...createCurrentRun(database)().pipeline.api.paths })),
    ),
    behind: os.data.behind.handler(({ input, signal, context: { session } }) => session.asking.ask('behind', input, { signal })),
  };
}
