import { chartList } from '#core/models/chart-data.ts';
import { createCurrentRun } from '#core/records/current-run.ts';
import type { Implementer } from '../implementer.ts';

/** Answers which charts there are, and their figures. */
export function chartRoutes(os: Implementer) {
  return {
    list: os.charts.list.handler(({ context: { session } }) =>
      session.reader.read((database) => chartList(database, createCurrentRun(database)())),
    ),
    propose: os.charts.propose.handler(({ signal, context: { session } }) => session.asking.ask('proposeCharts', {}, { signal })),
    build: os.charts.build.handler(({ input, signal, context: { session } }) =>
      session.asking.ask('buildChart', input, { signal }),
    ),
    data: os.charts.data.handler(({ input, signal, context: { session } }) => session.asking.ask('chart', input, { signal })),
  };
}
