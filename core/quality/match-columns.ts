import type { ColumnDefinition } from '#core/definition/column.ts';
import { safeNames } from './safe-names.ts';

/** Which cell of a record belongs to which declared column. */
export interface ColumnMatch {
  /** For each declared column the index of its cell; -1 where the file has no such column. */
  readonly sources: readonly number[];
  /** Indexes of cells that no declared column takes. */
  readonly extras: readonly number[];
}

/** Matches declared columns with the headers of a file: by the `header` they state, by name, then by the plain form of the header. */
export function matchColumns(columns: Readonly<Record<string, ColumnDefinition>>, headers: readonly string[]): ColumnMatch {
  const plain = safeNames(headers);
  const taken = new Set<number>();
  const find = (matches: (index: number) => boolean): number => {
    const index = headers.findIndex((_, at) => !taken.has(at) && matches(at));
    if (index >= 0) taken.add(index);
    return index;
  };
  const names = Object.entries(columns);
  const exact = names.map(([name, { header }]) => find((at) => headers[at] === (header ?? name)));
  const sources = names.map(([name, { header }], position) => {
    const found = exact[position] ?? -1;
    if (found >= 0) return found;
    const wanted = (header ?? name).trim().toLowerCase();
    return find((at) => plain[at] === name.toLowerCase() || headers[at]?.trim().toLowerCase() === wanted);
  });
  return { sources, extras: headers.flatMap((_, index) => (taken.has(index) ? [] : [index])) };
}
