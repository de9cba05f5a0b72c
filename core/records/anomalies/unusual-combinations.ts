import type { Sensitivity } from '#core/contract/detectors.ts';
import { fewestPeers } from '#core/quality/detectors/detector.ts';
import { contamination, growForest } from '#core/quality/detectors/isolation-forest.ts';
import { quantile, without } from '#core/quality/detectors/others.ts';
import type { MeasuredRecords } from './measured-records.ts';

/** A record whose numbers are unusual together. */
export interface UnusualCombination {
  readonly row: number;
  readonly score: number;
}

/** What a column adds to the score of a record: how much less it would be with the median there. */
interface ColumnShare {
  readonly name: string;
  readonly value: number;
  readonly share: number;
}

/** A fixed seed: the same records give the same scores. */
const seed = 1;
/** Records between two questions whether the work is still wanted. */
const asksEvery = 1024;

/** Records that are set apart from all others sooner than most; records without a number in one of the columns are not judged. */
export function unusualCombinations(
  records: MeasuredRecords,
  sensitivity: Sensitivity,
  assertWanted: () => void,
): {
  readonly found: readonly UnusualCombination[];
  readonly limit: number;
  readonly judged: number;
  readonly notJudged: number;
  readonly sharesOf: (row: number) => readonly ColumnShare[];
} {
  // A column that is mostly empty says nothing of the records that have all the others.
  const columns = records.columns.flatMap(({ name }, at) => {
    const values = records.values[at] ?? new Float64Array();
    const empty = values.reduce((sum, value) => sum + (Number.isNaN(value) ? 1 : 0), 0);
    return empty > values.length / 2 ? [] : [{ name, values }];
  });
  const vectorOf = (row: number): number[] => columns.map(({ values }) => values[row] ?? Number.NaN);
  const isWhole = (row: number): boolean => columns.every(({ values }) => !Number.isNaN(values[row]));
  const rows = Uint32Array.from(records.ids.keys()).filter(isWhole);
  const notJudged = records.ids.length - rows.length;
  const ordinary = rows.filter((row) => records.labelOf(row, '') === undefined);
  if (ordinary.length < fewestPeers || columns.length === 0)
    return { found: [], limit: 1, judged: 0, notJudged: records.ids.length, sharesOf: () => [] };
  const forest = growForest(ordinary.length, (place) => vectorOf(ordinary[place] ?? 0), seed);
  const scores = Float64Array.from(rows, (row, done) => {
    if (done % asksEvery === 0) assertWanted();
    return forest.score(vectorOf(row));
  });
  const limit = quantile(without(scores.slice().sort(), -1), 1 - contamination[sensitivity]);
  const medians = columns.map(({ values }) => quantile(without(values.filter((value) => !Number.isNaN(value)).sort(), -1), 0.5));
  const found = [...rows.keys()]
    .filter((place) => (scores[place] ?? 0) > limit)
    .map((place) => ({ row: rows[place] ?? 0, score: scores[place] ?? 0 }))
    .sort((a, b) => b.score - a.score || a.row - b.row);
  return { found, limit, judged: rows.length, notJudged, sharesOf };

  function sharesOf(row: number): readonly ColumnShare[] {
    const vector = vectorOf(row);
    const score = forest.score(vector);
    return columns
      .map(({ name }, at) => ({
        name,
        value: vector[at] ?? 0,
        share: score - forest.score(vector.map((value, other) => (other === at ? (medians[at] ?? 0) : value))),
      }))
      .sort((a, b) => b.share - a.share);
  }
}
