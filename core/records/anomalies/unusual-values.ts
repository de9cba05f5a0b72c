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
  readonly isLogarithmic: boolean;
}

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
): Search {
  const limit = detector.limits[sensitivity];
  const found: UnusualValue[] = [];
  let [judged, notJudged] = [0, 0];
  for (const [at, { name }] of records.columns.entries()) {
    const own = records.values[at] ?? new Float64Array();
    const isLogarithmic = scale === 'logarithmic' ? isPositive(own) : scale === 'auto' && isSkewed(own);
    const values = isLogarithmic ? own.map(Math.log) : own;
    for (const rows of rowsByGroup(records)) {
      const filled = rows.filter((row) => !Number.isNaN(values[row]));
      const peers = Float64Array.from(
        filled.filter((row) => records.labelOf(row, name) === undefined),
        (row) => values[row] ?? 0,
      ).sort();
      if (peers.length < fewestPeers) {
        notJudged += filled.length;
        continue;
      }
      const standingOf = detector.prepare(peers, limit);
      for (const row of filled) {
        const value = values[row] ?? 0;
        const standing = standingOf(value);
        if (!standing) {
          notJudged++;
          continue;
        }
        judged++;
        if (value < standing.low || value > standing.high) found.push({ row, at, standing, peers, isLogarithmic });
      }
    }
  }
  return { found, judged, notJudged };
}

/** Whether there are logarithms of all values that are there. */
function isPositive(values: Float64Array): boolean {
  return values.every((value) => !(value <= 0));
}

/** The upper tail of a column is so many times as long as the lower before its values are compared by their logarithms: three times. */
const longTail = 3;

/** Whether most values are small and some are many times as large: then no distance in their own unit says what is unusual. */
function isSkewed(values: Float64Array): boolean {
  if (!isPositive(values)) return false;
  const sorted = without(values.filter((value) => !Number.isNaN(value)).sort(), -1);
  if (sorted.size < fewestPeers) return false;
  const [low, middle, high] = [quantile(sorted, 0.1), quantile(sorted, 0.5), quantile(sorted, 0.9)];
  return high - middle > longTail * (middle - low);
}

/** Tells which other methods call a value unusual among its peers as well. */
export function otherFinders(
  but: DetectorName,
  sensitivity: Sensitivity,
): (value: number, peers: Float64Array) => Anomaly['alsoBy'] {
  const others = detectors.filter(({ name }) => name !== but);
  const prepared = new Map<Float64Array, readonly ReturnType<Detector['prepare']>[]>();
  return (value, peers) => {
    const judges = prepared.get(peers) ?? others.map(({ prepare, limits }) => prepare(peers, limits[sensitivity]));
    prepared.set(peers, judges);
    return others.flatMap(({ name }, at) => {
      const standing = judges[at]?.(value);
      return standing !== undefined && (value < standing.low || value > standing.high) ? [name] : [];
    });
  };
}

function rowsByGroup({ group, groups }: MeasuredRecords): readonly (readonly number[])[] {
  const rows: number[][] = groups.map(() => []);
  for (const [row, place] of group.entries()) rows[place]?.push(row);
  return rows;
}
