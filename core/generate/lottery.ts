import type { Random } from './random.ts';

/** Decides row by row which kind of defect it gets, so that in the end each kind has exactly its share of the rows. */
export interface Lottery<Kind extends string> {
  /** The kind that the next row draws; undefined for none. `isPossible` may pass over a kind for now. */
  readonly draw: (isPossible?: (kind: Kind) => boolean) => Kind | undefined;
}

/** Makes a lottery over `rows` rows: sequential sampling without replacement (Knuth, The Art of Computer Programming 3.4.2, algorithm S). */
export function createLottery<Kind extends string>(
  random: Random,
  rows: number,
  shares: readonly (readonly [Kind, number])[],
): Lottery<Kind> {
  const needs = shares.map(([kind, share]) => ({ kind, need: Math.round(rows * share) }));
  let left = rows;
  return {
    draw: (isPossible = () => true) => {
      let point = random.next() * left;
      left--;
      for (const entry of needs) {
        point -= entry.need;
        if (point < 0) {
          if (!isPossible(entry.kind)) return undefined;
          entry.need--;
          return entry.kind;
        }
      }
      return undefined;
    },
  };
}
