import type { ColumnFigures } from '#core/contract/profile.ts';
import type { ColumnDefinition } from '#core/definition/column.ts';
import { clusterTexts } from '../suggest/cluster.ts';
import type { Value } from '../type.ts';
import { formatScaled } from '../values/scaled.ts';
import { createDayProfiler } from './day-profiler.ts';
import { createNumberProfiler } from './number-profiler.ts';
import { oddSpace } from './odd-space.ts';
import { createPatternCounter } from './pattern-counter.ts';
import { isPersonal } from './personal.ts';
import { createValueCounter, detached } from './value-counter.ts';

/** A column to be profiled. */
export interface ProfiledColumn {
  readonly name: string;
  readonly header: string;
  readonly type: ColumnDefinition['type'];
  /** Decimal places of its minor units; undefined where values are no such numbers. */
  readonly scale: number | undefined;
}

/** Looks at the cells of one column, one after the other. */
export interface ColumnProfiler {
  readonly miss: () => void;
  /** A text that does not fit the type. */
  readonly reject: (text: string) => void;
  /** A value that fits: whole minor units, or text. */
  readonly see: (value: Exclude<Value, null>) => void;
  readonly figures: () => ColumnFigures;
}

const mostShown = 20;
const mostVariants = 200;
/** Different values of a column whose rare ones are worth a look. */
const fewValues = 1000;
/** Different values among which spellings are compared. */
const mostCompared = 5000;

/** Makes a profiler of one column, which follows at most so many different values. */
export function createColumnProfiler(column: ProfiledColumn, mostDistinct: number, today: string): ColumnProfiler {
  const { type, scale } = column;
  const isNumber = type === 'integer' || type === 'decimal';
  const isDay = type === 'date' || type === 'timestamp';
  const isText = type === 'text' || type === 'email';
  const perUnit = 10 ** (scale ?? 0);
  const values = createValueCounter(mostDistinct);
  const rejected = createValueCounter(fewValues);
  const numbers = createNumberProfiler(scale);
  const days = createDayProfiler(today);
  const ends = createEnds(isNumber ? (one, other) => Number(one) < Number(other) : (one, other) => one < other);
  const texts = createTextProfiler();
  const seen = { missing: 0, unread: 0, filled: 0 };
  const inUnits = (value: string | number): number => Number(value) / perUnit;
  const shown = (value: string | number): string =>
    type === 'boolean' ? String(value === 1) : typeof value === 'number' ? formatScaled(value, scale ?? 0) : value;
  const counted = ([value, count]: readonly [string | number, number]) => ({ value: shown(value), count });
  return {
    miss: () => void seen.missing++,
    reject: (text) => {
      seen.unread++;
      rejected.see(text);
    },
    see: (value) => {
      seen.filled++;
      values.see(value);
      if (isNumber) numbers.see(inUnits(value));
      else if (isDay) days.see(String(value));
      else if (isText) texts.see(String(value));
      ends.see(value);
    },
    figures: () => {
      const counts = values.counts();
      const isExact = values.isExact();
      const known = isExact ? counts.map(([value, count]) => [inUnits(value), count] as const) : undefined;
      const isFew = isExact && counts.length <= fewValues && counts.length > mostShown;
      // Where not all are followed, those seen once are as good as any other.
      const top = counts
        .filter(([, count]) => isExact || count > 1)
        .slice(0, mostShown)
        .map(counted);
      return {
        name: column.name,
        header: column.header,
        type,
        scale: scale ?? null,
        isPersonal: isPersonal(column, top),
        ...seen,
        // An estimate may lie above what there can be.
        distinct: Math.min(values.distinct(), seen.filled),
        isExact,
        once: isExact ? counts.filter(([, count]) => count === 1).length : null,
        ...ends.figures(shown),
        top,
        rare: isFew ? counts.slice(-5).reverse().map(counted) : [],
        unreadTop: rejected.counts().slice(0, mostShown).map(counted),
        variants: isText && isExact && counts.length <= mostCompared ? variantsOf(counts) : [],
        ...texts.figures(),
        numbers: isNumber ? numbers.figures(known) : null,
        days: isDay && seen.filled > 0 ? days.figures() : null,
      };
    },
  };
}

/** How texts are built, how long they are, and how many have odd spaces. */
function createTextProfiler() {
  const patterns = createPatternCounter();
  const lengths = { count: 0, sum: 0, shortest: Number.POSITIVE_INFINITY, longest: 0 };
  let oddSpaces = 0;
  return {
    see: (text: string): void => {
      const { length } = text;
      lengths.count++;
      lengths.sum += length;
      if (length < lengths.shortest) lengths.shortest = length;
      if (length > lengths.longest) lengths.longest = length;
      if (oddSpace.test(text)) oddSpaces++;
      patterns.see(text, 1);
    },
    figures: (): Pick<ColumnFigures, 'lengths' | 'patterns' | 'oddSpaces'> => ({
      lengths:
        lengths.count === 0 ? null : { shortest: lengths.shortest, longest: lengths.longest, mean: lengths.sum / lengths.count },
      patterns: [...patterns.patterns()],
      oddSpaces,
    }),
  };
}

/** The first and the last of the values in their order. */
function createEnds(isBefore: (one: string | number, other: string | number) => boolean) {
  let ends: readonly [string | number, string | number] | undefined;
  return {
    see: (value: string | number): void => {
      if (!ends) ends = [detached(value), detached(value)];
      else if (isBefore(value, ends[0])) ends = [detached(value), ends[1]];
      else if (isBefore(ends[1], value)) ends = [ends[0], detached(value)];
    },
    figures: (shown: (value: string | number) => string): Pick<ColumnFigures, 'lowest' | 'highest'> => ({
      lowest: ends ? shown(ends[0]) : null,
      highest: ends ? shown(ends[1]) : null,
    }),
  };
}

/** Spellings of one text that differ in case, spaces and punctuation. */
function variantsOf(counts: readonly (readonly [string | number, number])[]): ColumnFigures['variants'] {
  const texts = counts.map(([value, count]) => ({ text: String(value), count }));
  return clusterTexts(texts, 'words')
    .slice(0, mostVariants)
    .map(({ members }) => ({
      values: members.map(({ text, count }) => ({ value: text, count })),
      records: members.slice(1).reduce((sum, { count }) => sum + count, 0),
    }));
}
