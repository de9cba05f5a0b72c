import type { Extract } from '#core/contract/runs.ts';
import { definitionOf, rawColumns } from '#core/records/row-cells.ts';
import type { ShownRun } from '#core/records/rules-of-run.ts';
import type { Database } from '#core/workspace/open.ts';
import type { Batch } from './batch.ts';

/** What is known of a dataset before its first record is read. */
export function emptyExtract(database: Database, run: ShownRun, dataset: string): Extract {
  const { places } = rawColumns(database, run, dataset);
  const declared = Object.keys(definitionOf(run, dataset).columns);
  return {
    records: 0,
    columns: places.filter((place) => place >= 0).length,
    empty: {},
    missingColumns: declared.filter((_, index) => (places[index] ?? -1) < 0),
  };
}

/** What came in up to a batch, that batch included. */
export function extended(extract: Extract, columns: readonly string[], { records, empty }: Batch): Extract {
  const missing = new Set(extract.missingColumns);
  const before = new Map(Object.entries(extract.empty));
  const counts = columns.flatMap((name, index) => {
    const count = (before.get(name) ?? 0) + (empty[index] ?? 0);
    return count > 0 && !missing.has(name) ? [[name, count] as const] : [];
  });
  return { ...extract, records: extract.records + records.rows, empty: Object.fromEntries(counts) };
}
