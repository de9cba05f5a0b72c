import { shareOf } from './hash.ts';

/** Keeps the numbers of some records, each as likely as any other, and correlates their columns. */
export interface Correlations {
  /** The numbers of one record; NaN where there is none. */
  readonly see: (numbers: readonly number[]) => void;
  readonly figures: () => {
    readonly records: number;
    readonly pairs: readonly { readonly a: number; readonly b: number; readonly r: number }[];
  };
}

const mostKept = 10_000;
const mostPairs = 20;
/** Correlations below are not worth a line. */
const weakest = 0.3;
const fewest = 20;

/** Makes a sample of at most 10,000 records: with each doubling of what was seen, half of it is given up. The same records give the same sample. */
export function createCorrelations(): Correlations {
  let kept: { readonly place: number; readonly numbers: Float64Array }[] = [];
  let share = 1;
  let seen = 0;
  return {
    see: (numbers) => {
      const place = shareOf(seen++);
      if (place >= share) return;
      kept.push({ place, numbers: Float64Array.from(numbers) });
      if (kept.length < mostKept) return;
      share /= 2;
      kept = kept.filter((one) => one.place < share);
    },
    figures: () => {
      const columns = kept[0]?.numbers.length ?? 0;
      const pairs: { a: number; b: number; r: number }[] = [];
      for (let a = 0; a < columns; a++)
        for (let b = a + 1; b < columns; b++) {
          const r = pearson(
            kept.map(({ numbers }) => numbers),
            a,
            b,
          );
          if (Math.abs(r) >= weakest) pairs.push({ a, b, r });
        }
      return { records: kept.length, pairs: pairs.sort((one, other) => Math.abs(other.r) - Math.abs(one.r)).slice(0, mostPairs) };
    },
  };
}

/** The product-moment correlation of Pearson over records that have both numbers; 0 where one does not vary. */
function pearson(rows: readonly Float64Array[], a: number, b: number): number {
  let count = 0;
  let [meanA, meanB, squaresA, squaresB, products] = [0, 0, 0, 0, 0];
  for (const row of rows) {
    const one = row[a] ?? Number.NaN;
    const other = row[b] ?? Number.NaN;
    if (Number.isNaN(one) || Number.isNaN(other)) continue;
    count++;
    const offA = one - meanA;
    const offB = other - meanB;
    meanA += offA / count;
    meanB += offB / count;
    squaresA += offA * (one - meanA);
    squaresB += offB * (other - meanB);
    products += offA * (other - meanB);
  }
  const spread = Math.sqrt(squaresA * squaresB);
  return count < fewest || spread === 0 ? 0 : products / spread;
}
