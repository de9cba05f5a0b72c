import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ColumnKind, TableShape } from '#core/sinks/sink.ts';

/** A table to be written by a sink; all columns are texts where no kinds are given. */
export function tableOf(
  columns: readonly string[],
  kinds: readonly ColumnKind[] = columns.map(() => ({ kind: 'text' })),
): TableShape {
  return {
    name: 'data',
    columns,
    kinds: () => kinds,
    hidden: new Set(),
    hasOthers: false,
    temporaryPath: () => join(tmpdir(), `winnow-${randomUUID()}`),
  };
}
