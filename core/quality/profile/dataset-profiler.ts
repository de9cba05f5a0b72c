import type { DatasetProfile } from '#core/contract/profile.ts';
import type { Value } from '../type.ts';
import { createColumnProfiler, type ProfiledColumn } from './column-profiler.ts';
import { createCorrelations } from './correlations.ts';
import { findingsOf } from './findings.ts';
import { createRecordHashes } from './record-hashes.ts';

/** Looks at the records of a dataset, one after the other, in room that does not grow with them. */
export interface DatasetProfiler {
  /** The typed values of a record, and for each whether it is a text that does not fit. */
  readonly see: (values: readonly Value[], unread: readonly (string | undefined)[]) => void;
  /** What was seen so far. */
  readonly profile: (more: Pick<DatasetProfile, 'dataset' | 'broken' | 'isWhole'>) => DatasetProfile;
}

/** Values that are followed in all columns together, which take about 100 bytes each. */
const mostFollowed = 600_000;
const mostFollowedInColumn = 50_000;
const fewestFollowedInColumn = 1000;
/** Columns of numbers that are correlated, each with each. */
const mostCorrelated = 100;
/** Sets of columns that are missing together which are told apart. */
const mostSets = 1000;
const mostSetsShown = 10;

/** Makes a profiler of a dataset with these columns, on a day (ISO). */
export function createDatasetProfiler(columns: readonly ProfiledColumn[], today: string): DatasetProfiler {
  const room = Math.floor(mostFollowed / Math.max(1, columns.length));
  const mostDistinct = Math.min(mostFollowedInColumn, Math.max(fewestFollowedInColumn, room));
  const profilers = columns.map((column) => createColumnProfiler(column, mostDistinct, today));
  const numeric = columns.flatMap(({ type }, index) => (type === 'integer' || type === 'decimal' ? [index] : []));
  const correlated = numeric.slice(0, mostCorrelated);
  const correlations = createCorrelations();
  const hashes = createRecordHashes();
  const missingSets = new Map<string, number>();
  let records = 0;
  return {
    see: (values, unread) => {
      records++;
      let missing: number[] | undefined;
      for (const [index, profiler] of profilers.entries()) {
        const value = values[index] ?? null;
        const text = unread[index];
        if (value !== null) profiler.see(value);
        else if (text !== undefined) profiler.reject(text);
        else {
          profiler.miss();
          missing ??= [];
          missing.push(index);
        }
      }
      if (missing && missing.length > 1) {
        const set = missing.join();
        if (missingSets.has(set) || missingSets.size < mostSets) missingSets.set(set, (missingSets.get(set) ?? 0) + 1);
      }
      hashes.see(values.map((value, index) => unread[index] ?? value));
      if (correlated.length > 1) correlations.see(correlated.map((index) => numberAt(values[index])));
    },
    profile: (more) => {
      const { pairs, records: sampled } = correlations.figures();
      const nameOf = (index: number): string => columns[index]?.name ?? '';
      const figures = {
        ...more,
        today,
        records,
        columns: profilers.map((profiler) => profiler.figures()),
        duplicates: hashes.figures(),
        missingTogether: [...missingSets]
          .sort((a, b) => b[1] - a[1])
          .slice(0, mostSetsShown)
          .map(([set, count]) => ({ columns: set.split(',').map((index) => nameOf(Number(index))), records: count })),
        correlations: {
          records: sampled,
          pairs: pairs.map(({ a, b, r }) => ({ a: nameOf(correlated[a] ?? 0), b: nameOf(correlated[b] ?? 0), r })),
        },
      };
      return { ...figures, findings: [...findingsOf(figures)] };
    },
  };
}

/** A value of a column of numbers, for which minor units do as well as units. */
function numberAt(value: Value | undefined): number {
  return value === null || value === undefined ? Number.NaN : Number(value);
}
