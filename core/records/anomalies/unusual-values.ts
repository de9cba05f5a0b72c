import type { Anomaly } from '#core/contract/anomalies.ts';
import type { DetectorName, NumberScale, Sensitivity } from '#core/contract/detectors.ts';
import { type Detector, fewestPeers, type Standing } from '#core/quality/detectors/detector.ts';
import { detectors } from '#core/quality/detectors/detectors.ts';
import { quantile, without } from '#core/quality/detectors/others.ts';
import { createFoundValues } from './found-values.ts';
import type { MeasuredRecords } from './measured-records.ts';

/** A value that lies beyond its limits. */
export interface UnusualValue extends PeerSet {
  readonly row: number;
  readonly standing: Standing;
  /** The value as it is compared: a logarithm where the set is logarithmic. */
  readonly compared: number;
  /** Whether it is one of its peers: then it is left out while it is judged. */
  readonly isPeer: boolean;
}

/** Values that are compared with each other. */
interface PeerSet {
  /** The place of their column. */
  readonly at: number;
  /** Sorted; logarithms where they are compared by those. */
  readonly peers: Float64Array;
  readonly isLogarithmic: boolean;
}

/** Values between two questions whether the work is still wanted. */
const asksEvery = 4096;

/** What is unusual among the values of each column and group, and how many were judged. */
export interface Search {
  readonly found: number;
  readonly labelled: number;
  /** The most unusual of each column first, then the second of each. */
  readonly inOrder: () => Iterable<UnusualValue>;
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
  const found = createFoundValues();
  const sets: (PeerSet & { readonly standingOf: ReturnType<Detector['prepare']> })[] = [];
  const groups = rowsByGroup(records);
  let [judged, notJudged] = [0, 0];
  const isPeer = (row: number, at: number): boolean => records.labelOf(row, records.columns[at]?.name ?? '') === undefined;
  for (const at of records.columns.keys()) {
    const own = records.values[at] ?? new Float64Array();
    const ordinary = own.filter((value, row) => !Number.isNaN(value) && isPeer(row, at));
    const isLogarithmic = scale === 'logarithmic' || (scale === 'auto' && isSkewed(ordinary));
    // What is not positive has no logarithm, and is not judged.
    const values = isLogarithmic ? own.map(logarithm) : own;
    if (isLogarithmic) notJudged += own.reduce((sum, value) => sum + (value <= 0 ? 1 : 0), 0);
    for (const rows of groups) {
      const filled = rows.filter((row) => !Number.isNaN(values[row]));
      const peers = Float64Array.from(
        filled.filter((row) => isPeer(row, at)),
        (row) => values[row] ?? 0,
      ).sort();
      if (peers.length < fewestPeers) {
        notJudged += filled.length;
        continue;
      }
      const standingOf = detector.prepare(peers, limit);
      const set = sets.push({ at, peers, isLogarithmic, standingOf }) - 1;
      for (const [done, row] of filled.entries()) {
        if (done % asksEvery === 0) assertWanted();
        const value = values[row] ?? 0;
        const standing = standingOf(value, isPeer(row, at));
        if (standing) judged++;
        else notJudged++;
        if (standing && (value < standing.low || value > standing.high)) found.add(row, set, standing.score);
      }
    }
  }
  let labelled = 0;
  found.each((row, set) => {
    if (!isPeer(row, sets[set]?.at ?? 0)) labelled++;
  });
  return { found: found.size(), labelled, judged, notJudged, inOrder };

  function* inOrder(): Generator<UnusualValue> {
    for (const [row, place] of found.inOrder((set) => sets[set]?.at ?? 0)) {
      const set = sets[place];
      const own = records.values[set?.at ?? 0]?.[row] ?? 0;
      const compared = set?.isLogarithmic ? logarithm(own) : own;
      const standing = set?.standingOf(compared, isPeer(row, set.at));
      if (set && standing) yield { ...set, row, standing, compared, isPeer: isPeer(row, set.at) };
    }
  }
}

function logarithm(value: number): number {
  return value > 0 ? Math.log(value) : Number.NaN;
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
export function otherFinders(but: DetectorName, sensitivity: Sensitivity): (found: UnusualValue) => Anomaly['alsoBy'] {
  const others = detectors.filter(({ name }) => name !== but);
  const prepared = new Map<Float64Array, readonly ReturnType<Detector['prepare']>[]>();
  return ({ peers, isPeer, compared }) => {
    const judges = prepared.get(peers) ?? others.map(({ prepare, limits }) => prepare(peers, limits[sensitivity]));
    prepared.set(peers, judges);
    return others.flatMap(({ name }, at) => {
      const standing = judges[at]?.(compared, isPeer);
      return standing !== undefined && (compared < standing.low || compared > standing.high) ? [name] : [];
    });
  };
}

function rowsByGroup({ group, groups }: MeasuredRecords): readonly (readonly number[])[] {
  const rows: number[][] = groups.map(() => []);
  for (const [row, place] of group.entries()) rows[place]?.push(row);
  return rows;
}
