import { ask, queryClient } from '../client.ts';
import type { RowKind } from '../route.ts';

const firstRows = 200;

/** The first rows of a grid; what is wanted of them as JSON, so that the same question is known as the same. */
export const firstPageOf = (dataset: string, what: RowKind, wanted = '{}') =>
  ask.records.page.queryOptions({ input: { dataset, what, ...(JSON.parse(wanted) as object), limit: firstRows } });

/** What stands in the heads of the columns of a dataset. */
export const columnsOfDataset = (dataset: string) => ask.records.columns.queryOptions({ input: { dataset } });

/** Asks ahead for what every grid of these datasets shows first, one after the other, so that whoever waits for an answer goes before. */
export async function askAhead(datasets: readonly string[]): Promise<void> {
  const kinds: readonly RowKind[] = ['exceptions', 'clean', 'raw'];
  for (const dataset of datasets) for (const what of kinds) await queryClient.prefetchQuery(firstPageOf(dataset, what));
  for (const dataset of datasets) await queryClient.prefetchQuery(columnsOfDataset(dataset));
}
