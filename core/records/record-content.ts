import { hash } from 'node:crypto';
import { cellsOf, createRawFinder, rawForms } from '#core/store/raw.ts';
import type { Database } from '#core/workspace/open.ts';
import { contentOf } from './fingerprint.ts';

/** A function that gives a name of what the file says of a record, by which a later run knows it again. */
export function createContentReader(
  database: Database,
  sourceId: number,
  find = createRawFinder(database, sourceId),
): (recordId: number) => string {
  return (recordId) => {
    const record = find(recordId);
    const cells = record ? cellsOf(record) : [];
    const form = cells.length > 0 ? undefined : rawForms(database, sourceId, recordId, recordId).at(-1)?.bytes;
    return hash('sha256', JSON.stringify(contentOf(cells, form))).slice(0, 16);
  };
}
