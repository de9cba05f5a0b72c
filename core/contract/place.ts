/**
 * A source of several files has one sequence of positions: the offsets of each file begin 2^40 behind those of the one before, and its lines 2^32.
 * A position thus identifies its file, positions keep their order, and in a source of one file they are simply those in the file.
 */
const offsetsOfPart = 2 ** 40;
const linesOfPart = 2 ** 32;

/** The most files that a source may have, so that every position is a safe integer. */
export const mostParts = 8000;

/** Where a record stands: in which file of its source, counted from 0, and where in it. */
export interface Place {
  readonly part: number;
  readonly offset: number;
  readonly line: number;
}

/** The place that a position stands for. */
export function placeOf({ offset, line }: { readonly offset: number; readonly line: number }): Place {
  return { part: Math.floor(offset / offsetsOfPart), offset: offset % offsetsOfPart, line: line % linesOfPart };
}

/** The position of a place. */
export function positionOf({ part, offset, line }: Place): { readonly offset: number; readonly line: number } {
  return { offset: part * offsetsOfPart + offset, line: part * linesOfPart + line };
}
