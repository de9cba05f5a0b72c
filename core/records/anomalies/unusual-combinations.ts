import type { Sensitivity } from '#core/contract/detectors.ts';
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
  const rows = [...records.ids.keys()].filter((row) => !vectorOf(row).some(Number.isNaN));
  const notJudged = records.ids.length - rows.length;
  if (rows.length < 20) return { found: [], limit: 1, judged: 0, notJudged: records.ids.length, sharesOf: () => [] };
  const ordinary = rows.filter((row) => records.labelOf(row, '') === undefined).map(vectorOf);
  const forest = growForest(ordinary, seed);
  const scores = Float64Array.from(rows, (row, done) => {
    if (done % asksEvery === 0) assertWanted();
    return forest.score(vectorOf(row));
  });
  const limit = quantile(without(scores.slice().sort(), -1), 1 - contamination[sensitivity]);
  const medians = columns.map(({ values }) => quantile(without(values.filter((value) => !Number.isNaN(value)).sort(), -1), 0.5));
  const found = rows
    .map((row, place) => ({ row, score: scores[place] ?? 0 }))
    .filter(({ score }) => score > limit)
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
