import { createCurrentRun } from '#core/records/current-run.ts';
import { recordDetail } from '#core/records/record-detail.ts';
import type { Implementer } from '../implementer.ts';

/** Answers everything about rows. */
export function recordRoutes(os: Implementer) {
  return {
    page: os.records.page.handler(({ input, context: { session } }) => session.asking.ask('page', input)),
    spread: os.records.spread.handler(({ input, context: { session } }) => session.asking.ask('spread', input)),
    find: os.records.find.handler(({ input, context: { session } }) => session.asking.ask('find', input)),
    get: os.records.get.handler(({ input, context: { session } }) =>
      session.reader.read((database) => recordDetail(database, createCurrentRun(database)(), input.dataset, input.id)),
    ),
    columns: os.records.columns.handler(({ input, context: { session } }) => session.asking.ask('columns', input)),
    facet: os.records.facet.handler(({ input, signal, context: { session } }) => session.asking.ask('facet', input, { signal })),
    sum: os.records.sum.handler(({ input, signal, context: { session } }) => session.asking.ask('sum', input, { signal })),
  };
}
