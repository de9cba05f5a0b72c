import type { Anomaly } from '#core/contract/anomalies.ts';
import type { DetectorName, NumberScale, Sensitivity } from '#core/contract/detectors.ts';
import { type Detector, fewestPeers, type Standing } from '#core/quality/detectors/detector.ts';
import { detectors } from '#core/quality/detectors/detectors.ts';
import { quantile, without } from '#core/quality/detectors/others.ts';
import type { MeasuredRecords } from './measured-records.ts';

/** A value that lies beyond its limits. */
export interface UnusualValue {
  readonly row: number;
  readonly at: number;
  readonly standing: Standing;
  /** What it is compared with, sorted; these and the standing are logarithms where it is compared by its own. */
  readonly peers: Float64Array;
  /** Whether it is one of them: then it is left out while it is judged. */
  readonly isPeer: boolean;
  readonly isLogarithmic: boolean;
}

/** Values between two questions whether the work is still wanted. */
const asksEvery = 4096;

/** What is unusual among the values of each column and group, and how many were judged. */
export interface Search {
  readonly found: readonly UnusualValue[];
  readonly judged: number;
  readonly notJudged: number;
}

/** Judges each value by its peers, which are those without a label; a value is never one of its own peers. */
export function unusualValues(
  records: MeasuredRecords,
  detector: Detector,
  sensitivity: Sensitivity,
  scale: NumberScale,
  assertWanted: () => void,
): Search {
  const limit = detector.limits[sensitivity];
  const found: UnusualValue[] = [];
  let [judged, notJudged] = [0, 0];
  for (const [at, { name }] of records.columns.entries()) {
    const own = records.values[at] ?? new Float64Array();
    const ordinary = own.filter((value, row) => !Number.isNaN(value) && records.labelOf(row, name) === undefined);
    const isLogarithmic = scale === 'logarithmic' || (scale === 'auto' && isSkewed(ordinary));
    // What is not positive has no logarithm, and is not judged.
    const values = isLogarithmic ? own.map((value) => (value > 0 ? Math.log(value) : Number.NaN)) : own;
    if (isLogarithmic) notJudged += own.reduce((sum, value) => sum + (value <= 0 ? 1 : 0), 0);
    for (const rows of rowsByGroup(records)) {
      const filled = rows.filter((row) => !Number.isNaN(values[row]));
      const isPeer = (row: number): boolean => records.labelOf(row, name) === undefined;
      const peers = Float64Array.from(filled.filter(isPeer), (row) => values[row] ?? 0).sort();
      if (peers.length < fewestPeers) {
        notJudged += filled.length;
        continue;
      }
      const standingOf = detector.prepare(peers, limit);
      for (const [done, row] of filled.entries()) {
        if (done % asksEvery === 0) assertWanted();
        const value = values[row] ?? 0;
        const standing = standingOf(value, isPeer(row));
        if (!standing) {
          notJudged++;
          continue;
        }
        judged++;
        if (value < standing.low || value > standing.high)
          found.push({ row, at, standing, peers, isPeer: isPeer(row), isLogarithmic });
      }
    }
  }
  return { found, judged, notJudged };
}

/** The upper tail of a column is so many times as long as the lower before its values are compared by their logarithms: three times. */
const longTail = 3;

/** A column is positive where no more than this part of its values is not: a few are slips. */
const fewNotPositive = 0.005;

/** Whether values are positive and most of them small, some many times as large: then no distance in their own unit says what is unusual. */
function isSkewed(values: Float64Array): boolean {
  const notPositive = values.reduce((sum, value) => sum + (value > 0 ? 0 : 1), 0);
  if (values.length < fewestPeers || notPositive > Math.max(1, fewNotPositive * values.length)) return false;
  const sorted = without(values.slice().sort(), -1);
  const [low, middle, high] = [quantile(sorted, 0.1), quantile(sorted, 0.5), quantile(sorted, 0.9)];
  return high - middle > longTail * (middle - low);
}

/** Tells which other methods call a value unusual among its peers as well. */
export function otherFinders(
  but: DetectorName,
  sensitivity: Sensitivity,
): (found: UnusualValue, value: number) => Anomaly['alsoBy'] {
  const others = detectors.filter(({ name }) => name !== but);
  const prepared = new Map<Float64Array, readonly ReturnType<Detector['prepare']>[]>();
  return ({ peers, isPeer }, value) => {
    const judges = prepared.get(peers) ?? others.map(({ prepare, limits }) => prepare(peers, limits[sensitivity]));
    prepared.set(peers, judges);
    return others.flatMap(({ name }, at) => {
      const standing = judges[at]?.(value, isPeer);
      return standing !== undefined && (value < standing.low || value > standing.high) ? [name] : [];
    });
  };
}

function rowsByGroup({ group, groups }: MeasuredRecords): readonly (readonly number[])[] {
  const rows: number[][] = groups.map(() => []);
  for (const [row, place] of group.entries()) rows[place]?.push(row);
  return rows;
}
