import type { Value } from '#core/quality/type.ts';
import { createColumnPacker, type PackedColumn, unpackColumn } from './packed-column.ts';

/** Rows packed by column, to cross threads as a few arrays instead of many objects. */
export interface PackedTable {
  readonly rows: number;
  readonly columns: readonly PackedColumn[];
}

/** Packs rows as they come. */
export interface TablePacker {
  readonly add: (values: readonly Value[]) => void;
  readonly take: () => PackedTable;
}

/** Makes a packer of a table whose columns are numbers or texts. */
export function createTablePacker(isNumber: readonly boolean[]): TablePacker {
  const packers = isNumber.map(createColumnPacker);
  let rows = 0;
  return {
    add: (values) => {
      rows++;
      for (let index = 0; index < packers.length; index++) packers[index]?.add(values[index] ?? null);
    },
    take: () => ({ rows, columns: packers.map((packer) => packer.take()) }),
  };
}

/** A reader that puts the next row of a table into an array from a place on. */
export function unpackTable({
  columns,
}: PackedTable): (into: (string | number | bigint | Uint8Array | null)[], at: number) => void {
  const readers = columns.map(unpackColumn);
  return (into, at) => {
    for (let index = 0; index < readers.length; index++) into[at + index] = readers[index]?.() ?? null;
  };
}
