/** Sorted numbers without one of them: what a value is compared with must not be shaped by the value itself. */
export interface Others {
  readonly size: number;
  readonly at: (place: number) => number;
}

/** Sorted numbers without the one at a place; none is left out for -1. */
export function without(sorted: Float64Array, left: number): Others {
  if (left < 0) return { size: sorted.length, at: (place) => sorted[place] ?? Number.NaN };
  return {
    size: sorted.length - 1,
    at: (place) => sorted[place < left ? place : place + 1] ?? Number.NaN,
  };
}

/** A place of a value in sorted numbers; -1 where it is not among them. */
export function placeIn(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === value ? low : -1;
}

/** A quantile between two order statistics in proportion: type 7 of Hyndman and Fan (1996). */
export function quantile({ size, at }: Others, share: number): number {
  const rank = (size - 1) * share;
  const below = at(Math.floor(rank));
  return below + (at(Math.ceil(rank)) - below) * (rank - Math.floor(rank));
}

/** The median of the distances of numbers from a centre, in logarithmic time: the distances on either side are sorted already. */
export function medianDistance(others: Others, centre: number): number {
  const { size } = others;
  const middle = (size - 1) / 2;
  const low = distanceAt(others, centre, Math.floor(middle));
  return Number.isInteger(middle) ? low : (low + distanceAt(others, centre, Math.ceil(middle))) / 2;
}

/** The distance with so many smaller ones. */
function distanceAt({ size, at }: Others, centre: number, rank: number): number {
  let first = 0;
  let end = size;
  while (first < end) {
    const middle = (first + end) >> 1;
    if (at(middle) < centre) first = middle + 1;
    else end = middle;
  }
  const right = first;
  // So many of the nearest lie to the left; the rest of them to the right.
  let least = Math.max(0, rank + 1 - (size - right));
  let most = Math.min(right, rank + 1);
  while (least < most) {
    const left = (least + most) >> 1;
    const nextLeft = centre - at(right - left - 1);
    const lastRight = at(right + rank - left) - centre;
    if (nextLeft < lastRight) least = left + 1;
    else most = left;
  }
  const taken = rank + 1 - least;
  const onLeft = least > 0 ? centre - at(right - least) : Number.NEGATIVE_INFINITY;
  const onRight = taken > 0 ? at(right + taken - 1) - centre : Number.NEGATIVE_INFINITY;
  return Math.max(onLeft, onRight);
}
