import type { Anomaly } from '#core/contract/anomalies.ts';
import { counted } from '#core/contract/counted.ts';
import type { DetectorName, NumberScale, Sensitivity } from '#core/contract/detectors.ts';
import { detectors, patternLimits } from '#core/quality/detectors/detectors.ts';
import { placeIn, quantile, without } from '#core/quality/detectors/others.ts';
import type { MeasuredRecords } from './measured-records.ts';
import type { OddRecord } from './odd-patterns.ts';
import { unusualCombinations } from './unusual-combinations.ts';
import { otherFinders, type UnusualValue, unusualValues } from './unusual-values.ts';

/** What was found; only what is looked at is told in full. */
export interface Told {
  readonly found: number;
  readonly labelled: number;
  readonly judged: number;
  readonly notJudged: number;
  /** The first ones, the most unusual before the others. */
  readonly first: (most: number) => Iterable<Anomaly>;
}

const decimals = 6;

/** Records that fit odd patterns. */
export function toldPatterns(records: MeasuredRecords, odd: readonly OddRecord[], sensitivity: Sensitivity): Told {
  // Records stand in the order of their numbers.
  const labelOf = ({ id }: OddRecord) => records.labelOf(placeIn(records.ids, id), '') ?? null;
  return {
    found: odd.length,
    labelled: odd.filter((one) => labelOf(one) !== null).length,
    judged: records.ids.length,
    notJudged: 0,
    first: (most) =>
      tellFirst(odd, most, (one) => ({
        ...wholeRecord('pattern', one.id, one.score, patternLimits[sensitivity]),
        peers: records.ids.length,
        sentence: one.names.join('; '),
        label: labelOf(one),
      })),
  };
}

/** Values beyond the limits of their peers. */
export function toldValues(
  records: MeasuredRecords,
  {
    method,
    sensitivity,
    by,
    scale: wanted,
  }: {
    readonly method: DetectorName;
    readonly sensitivity: Sensitivity;
    readonly by: readonly string[];
    readonly scale: NumberScale;
  },
  assertWanted: () => void,
): Told {
  const detector = detectors.find(({ name }) => name === method);
  if (!detector) throw new RangeError(`there is no detector ${method}`);
  const { found, labelled, judged, notJudged, inOrder } = unusualValues(records, detector, sensitivity, wanted, assertWanted);
  const alsoBy = otherFinders(method, sensitivity);
  const labelOf = ({ row, at }: UnusualValue) => records.labelOf(row, records.columns[at]?.name ?? '') ?? null;
  return {
    found,
    labelled,
    judged,
    notJudged,
    first: (most) =>
      tellFirst(inOrder(), most, (one): Anomaly => {
        const { row, at, standing, compared, peers, isPeer, isLogarithmic } = one;
        const { name = '', scale = decimals } = records.columns[at] ?? {};
        const value = records.values[at]?.[row] ?? 0;
        const inUnits = isLogarithmic ? Math.exp : (number: number): number => number;
        const [low, high] = [inUnits(standing.low), inUnits(standing.high)];
        const others = without(peers, isPeer ? placeIn(peers, compared) : -1);
        const median = inUnits(quantile(others, 0.5));
        // What lies between values needs more places than they have.
        const told = (number: number, places = scale + 2): string =>
          number.toLocaleString('en', { maximumFractionDigits: places });
        const among = records.groups[records.group[row] ?? 0] ?? [];
        const shared = among.length > 0 ? ` with ${by.map((column, place) => `${column} ${among[place]}`).join(' and ')}` : '';
        const side = compared > standing.high ? `above ${told(high)}` : `below ${told(low)}`;
        return {
          ...{ kind: 'value', record: records.ids[row] ?? 0, column: name, value, median, among: [...among] },
          ...{ low, high, isLogarithmic, score: standing.score, limit: detector.scoreLimit ?? detector.limits[sensitivity] },
          ...{ peers: others.size, alsoBy: alsoBy(one), label: labelOf(one) },
          sentence: `${name} is ${told(value, scale)}, ${side}; the median of ${counted(others.size, 'other record')}${shared} is ${told(median)}`,
        };
      }),
  };
}

/** Records whose numbers are unusual together. */
export function toldCombinations(records: MeasuredRecords, sensitivity: Sensitivity, assertWanted: () => void): Told {
  const { found, limit, judged, notJudged, sharesOf } = unusualCombinations(records, sensitivity, assertWanted);
  const labelOf = (row: number) => records.labelOf(row, '') ?? null;
  const sentenceOf = (row: number): string => {
    const told = sharesOf(row)
      .filter(({ share }) => share > 0)
      .slice(0, 3)
      .map(({ name, value }) => `${name} ${value.toLocaleString('en', { maximumFractionDigits: decimals })}`);
    return told.length > 0 ? `unusual mainly for ${told.join(', ')}` : 'its numbers are unusual together';
  };
  return {
    found: found.length,
    labelled: found.filter(({ row }) => labelOf(row) !== null).length,
    judged,
    notJudged,
    first: (most) =>
      tellFirst(found, most, ({ row, score }) => ({
        ...wholeRecord('combination', records.ids[row] ?? 0, score, limit),
        ...{ peers: judged, sentence: sentenceOf(row), label: labelOf(row) },
      })),
  };
}

/** What is the same for everything that is about a record and not about one of its values. */
function wholeRecord(kind: 'pattern' | 'combination', record: number, score: number, limit: number) {
  const none = { column: '', value: null, low: null, high: null, median: null };
  return { kind, record, score, limit, ...none, among: [], alsoBy: [], isLogarithmic: false };
}

function* tellFirst<Found>(found: Iterable<Found>, most: number, tell: (one: Found) => Anomaly): Generator<Anomaly> {
  let told = 0;
  for (const one of found) {
    if (told++ >= most) return;
    yield tell(one);
  }
}
