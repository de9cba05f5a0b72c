import { shareOf } from '../profile/hash.ts';

/** Scores records by how soon random cuts set them apart from all others. */
export interface IsolationForest {
  /** From 0 to 1; ordinary records are near 0.5 and below. */
  readonly score: (numbers: readonly number[]) => number;
}

interface Cut {
  readonly feature: number;
  readonly at: number;
  readonly low: number;
  readonly high: number;
  readonly below: Cut | number;
  readonly above: Cut | number;
}

/** The share of records that the forest calls unusual. */
export const contamination = { low: 0.05, medium: 0.1, high: 0.15 } as const;

const trees = 100;
const sampled = 256;
const deepest = Math.ceil(Math.log2(sampled));

/**
 * The forest of Liu, Ting and Zhou (2008) over so many records: 100 trees over 256 of them each. A value far outside of what a cut has seen counts as set apart a
 * level earlier, as isotree's `penalize_range` does: otherwise the farthest values end where the last ordinary ones do. The same records and
 * seed give the same scores.
 */
export function growForest(count: number, recordAt: (place: number) => readonly number[], seed: number): IsolationForest {
  let drawn = 0;
  const random = (): number => shareOf(drawn++, seed);
  const features = count > 0 ? recordAt(0).length : 0;
  const size = Math.min(sampled, count);
  const roots = Array.from({ length: trees }, () => {
    const sample = Array.from({ length: size }, () => recordAt(Math.floor(random() * count)));
    return grow(sample, 0);
  });

  function grow(sample: readonly (readonly number[])[], depth: number): Cut | number {
    if (depth >= deepest || sample.length <= 1) return sample.length;
    const spread = Array.from({ length: features }, (_, feature) => {
      const values = sample.map((record) => record[feature] ?? 0);
      return { feature, low: Math.min(...values), high: Math.max(...values) };
    }).filter(({ low, high }) => high > low);
    const chosen = spread[Math.floor(random() * spread.length)];
    if (!chosen) return sample.length;
    const { feature, low, high } = chosen;
    const at = low + random() * (high - low);
    return {
      ...chosen,
      at,
      below: grow(
        sample.filter((record) => (record[feature] ?? 0) < at),
        depth + 1,
      ),
      above: grow(
        sample.filter((record) => (record[feature] ?? 0) >= at),
        depth + 1,
      ),
    };
  }

  const usual = expectedDepth(size);
  return {
    score: (numbers) => {
      let total = 0;
      for (const root of roots) total += depthOf(root, numbers);
      return 2 ** -(total / trees / Math.max(usual, 1));
    },
  };
}

function depthOf(root: Cut | number, numbers: readonly number[]): number {
  let node = root;
  let depth = 0;
  while (typeof node !== 'number') {
    const value = numbers[node.feature] ?? 0;
    const width = node.high - node.low;
    if (value >= node.low - width && value <= node.high + width) depth++;
    node = value < node.at ? node.below : node.above;
  }
  return depth + expectedDepth(node);
}

/** How deep a record of so many stands on average: c(n) of the paper. */
function expectedDepth(size: number): number {
  if (size <= 1) return 0;
  return 2 * (Math.log(size - 1) + 0.5772156649) - (2 * (size - 1)) / size;
}
