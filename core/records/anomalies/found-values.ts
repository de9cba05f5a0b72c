/** Which values were found, as numbers side by side: millions of them take no more memory than they must. */
export interface FoundValues {
  readonly add: (row: number, set: number, score: number) => void;
  readonly size: () => number;
  /**
   * The row and the set of peers of each: the first of every kind of set, then the second of every kind, each by their scores. Scores of different
   * columns cannot be compared, and one with many unusual values must not hide the others.
   */
  readonly inOrder: (kindOf: (set: number) => number) => Iterable<readonly [row: number, set: number]>;
  /** In the order in which they were found. */
  readonly each: (see: (row: number, set: number) => void) => void;
}

const firstRoom = 1024;

/** Makes an empty list. */
export function createFoundValues(): FoundValues {
  let [rows, sets, scores] = [new Uint32Array(firstRoom), new Uint32Array(firstRoom), new Float64Array(firstRoom)];
  let size = 0;
  const grow = (): void => {
    const room = rows.length * 2;
    const [moreRows, moreSets, moreScores] = [new Uint32Array(room), new Uint32Array(room), new Float64Array(room)];
    moreRows.set(rows);
    moreSets.set(sets);
    moreScores.set(scores);
    [rows, sets, scores] = [moreRows, moreSets, moreScores];
  };
  const at = (numbers: Uint32Array | Float64Array, place: number): number => numbers[place] ?? 0;
  return {
    add: (row, set, score) => {
      if (size === rows.length) grow();
      rows[size] = row;
      sets[size] = set;
      scores[size] = score;
      size++;
    },
    size: () => size,
    inOrder: function* (kindOf) {
      const order = Uint32Array.from({ length: size }, (_, place) => place).sort(
        (a, b) => at(scores, b) - at(scores, a) || at(rows, a) - at(rows, b) || at(sets, a) - at(sets, b),
      );
      const ranks = new Uint32Array(size);
      const seen = new Map<number, number>();
      for (const place of order) {
        const kind = kindOf(at(sets, place));
        const rank = seen.get(kind) ?? 0;
        seen.set(kind, rank + 1);
        ranks[place] = rank;
      }
      const placeInOrder = new Uint32Array(size);
      for (const [index, place] of order.entries()) placeInOrder[place] = index;
      order.sort((a, b) => at(ranks, a) - at(ranks, b) || at(placeInOrder, a) - at(placeInOrder, b));
      for (const place of order) yield [at(rows, place), at(sets, place)];
    },
    each: (see) => {
      for (let place = 0; place < size; place++) see(at(rows, place), at(sets, place));
    },
  };
}
