import { shareText } from '#core/contract/percent.ts';
import type { ColumnFigures, DatasetProfile, Drift } from '#core/contract/profile.ts';

type Side = Pick<DatasetProfile, 'records' | 'columns'>;

/** A share moves by so much before it is told, and by more than so many standard errors. */
const leastMove = 0.01;
const beyondChance = 3;
/** The distance of two distributions from which they differ: of Kolmogorov and Smirnov, and the population stability index. */
const farApart = { distance: 0.1, stability: 0.1 } as const;
/** A pattern is the usual one where so many values have it. */
const usualPattern = 0.8;
const mostNewValues = 5;

/** What differs between two profiles of a dataset, what differs most before the rest. */
export function driftOf(before: Side, after: Side): readonly Drift[] {
  const old = new Map(before.columns.map((column) => [column.name, column]));
  const fresh = new Set(after.columns.map(({ name }) => name));
  return [
    ...after.columns.flatMap((column) => {
      const earlier = old.get(column.name);
      return earlier
        ? ofColumn(earlier, column, before.records, after.records)
        : [told(column.name, 'new column', 'a new column', 1)];
    }),
    ...before.columns.filter(({ name }) => !fresh.has(name)).map(({ name }) => told(name, 'gone', 'is no longer there', 1)),
  ].sort((a, b) => b.size - a.size);
}

function told(column: string, kind: Drift['kind'], sentence: string, size: number): Drift {
  return { column, kind, sentence, size };
}

function ofColumn(before: ColumnFigures, after: ColumnFigures, old: number, fresh: number): readonly Drift[] {
  const { name } = after;
  if (before.type !== after.type) return [told(name, 'type', `${before.type} became ${after.type}`, 1)];
  return [
    ...ofShare(name, 'missing', 'missing values', [before.missing, old], [after.missing, fresh]),
    ...ofShare(name, 'unread', `values that are not valid ${after.type}s`, [before.unread, old], [after.unread, fresh]),
    ...ofNumbers(before, after),
    ...(after.numbers ? [] : ofValues(before, after)),
    ...ofPattern(before, after),
  ];
}

type Part = readonly [part: number, all: number];

/** Two shares that differ by more than chance lets them (two-proportion z-test). */
function ofShare(column: string, kind: Drift['kind'], what: string, before: Part, after: Part): readonly Drift[] {
  const [old, fresh] = [shareOf(before), shareOf(after)];
  const pooled = shareOf([before[0] + after[0], before[1] + after[1]]);
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / Math.max(1, before[1]) + 1 / Math.max(1, after[1])));
  const move = Math.abs(fresh - old);
  if (move < leastMove || move <= beyondChance * error) return [];
  return [told(column, kind, `${what} ${fresh > old ? 'rose' : 'fell'} from ${shareText(old)} to ${shareText(fresh)}`, move)];
}

/** How far apart two columns of numbers lie: the largest difference between their shares below a value, by their quantiles. */
function ofNumbers(
  { numbers: before, filled: old }: ColumnFigures,
  { name, numbers: after, filled: fresh }: ColumnFigures,
): readonly Drift[] {
  if (!before || !after) return [];
  const distance = Math.max(
    ...before.quantiles.map(({ share, value }) => distanceAt(share, sharesAt(after.quantiles, value))),
    ...after.quantiles.map(({ share, value }) => distanceAt(share, sharesAt(before.quantiles, value))),
  );
  // What Kolmogorov and Smirnov allow for chance at 0.1 %, and what the quantiles themselves may be off.
  const chance = 1.95 * Math.sqrt(1 / Math.max(1, old) + 1 / Math.max(1, fresh)) + before.rankError + after.rankError;
  if (distance < farApart.distance || distance <= chance) return [];
  const median = (figures: typeof before): string => plain(figures.quantiles.find(({ share }) => share === 0.5)?.value ?? 0);
  const [was, is] = [median(before), median(after)];
  const middle = was === is ? `the median stayed at ${is}, the values around it moved` : `the median moved from ${was} to ${is}`;
  return [told(name, 'numbers', `${middle} (distance ${distance.toFixed(2)})`, distance)];
}

/** How far a share lies outside of those that a value may stand for: equal values have several. */
function distanceAt(share: number, [low, high]: readonly [number, number]): number {
  return Math.max(0, low - share, share - high);
}

/** The least and the largest share of the values below one, between the quantiles that are known. */
function sharesAt(
  quantiles: readonly { readonly share: number; readonly value: number }[],
  value: number,
): readonly [number, number] {
  const equal = quantiles.filter((one) => one.value === value).map(({ share }) => share);
  const below = quantiles.findLast((one) => one.value < value);
  const above = quantiles.find((one) => one.value > value);
  if (equal.length > 0) return [Math.min(...equal, below?.share ?? 0), Math.max(...equal, above?.share ?? 1)];
  if (!below) return [0, quantiles[0]?.share ?? 0];
  if (!above) return [quantiles.at(-1)?.share ?? 1, 1];
  const at = below.share + ((value - below.value) / (above.value - below.value)) * (above.share - below.share);
  return [at, at];
}

/** Values whose shares moved, by the population stability index over the frequent ones; and frequent values that are new. */
function ofValues(before: ColumnFigures, after: ColumnFigures): readonly Drift[] {
  const areKnown = before.distinct <= before.top.length && before.isExact;
  const old = new Map(before.top.map(({ value, count }) => [value, count]));
  const fresh = after.top.filter(({ value }) => !old.has(value));
  const added = areKnown ? fresh.filter(({ count }) => count >= Math.max(2, leastMove * after.filled)) : [];
  const news = added.length === 0 ? [] : [told(after.name, 'new values', newsOf(added), shareOf([sum(added), after.filled]))];
  const areBothKnown = areKnown && after.isExact && after.distinct <= after.top.length;
  const index = areBothKnown ? stability(before, after) : 0;
  if (index < farApart.stability || index <= chanceOf(before, after)) return news;
  const [most] = movesOf(before, after);
  if (!most) return news;
  return [
    ...news,
    told(
      after.name,
      'values',
      `${most.value} ${most.fresh > most.old ? 'rose' : 'fell'} from ${shareText(most.old)} to ${shareText(most.fresh)} of the values (stability index ${index.toFixed(2)})`,
      Math.min(1, index),
    ),
  ];
}

/**
 * What the index of two samples of the same values stays below: it is (1/n + 1/m) × χ² with one degree of freedom less than there are values
 * (Yurdakul 2018), of which the mean and four standard deviations are taken.
 */
function chanceOf(before: ColumnFigures, after: ColumnFigures): number {
  const degrees = Math.max(1, new Set([...before.top, ...after.top].map(({ value }) => value)).size - 1);
  return (1 / Math.max(1, before.filled) + 1 / Math.max(1, after.filled)) * (degrees + 4 * Math.sqrt(2 * degrees));
}

function newsOf(added: ColumnFigures['top']): string {
  const names = added.slice(0, mostNewValues).map(({ value, count }) => `${value} (${count.toLocaleString('en')})`);
  const more = added.length - names.length;
  return `new ${added.length === 1 ? 'value' : 'values'}: ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

interface ValueMove {
  readonly value: string;
  readonly old: number;
  readonly fresh: number;
}

/** The shares of frequent values before and after, those that moved most first. */
function movesOf(before: ColumnFigures, after: ColumnFigures): readonly ValueMove[] {
  const countOf = ({ top }: ColumnFigures, value: string): number => top.find((one) => one.value === value)?.count ?? 0;
  const values = new Set([...before.top, ...after.top].map(({ value }) => value));
  return [...values]
    .map((value) => ({
      value,
      old: shareOf([countOf(before, value), before.filled]),
      fresh: shareOf([countOf(after, value), after.filled]),
    }))
    .sort((a, b) => Math.abs(b.fresh - b.old) - Math.abs(a.fresh - a.old));
}

/** The population stability index: Σ (after − before) · ln(after ÷ before), with half a record where there is none. */
function stability(before: ColumnFigures, after: ColumnFigures): number {
  const moves = movesOf(before, after);
  const rest = {
    old: 1 - moves.reduce((all, { old }) => all + old, 0),
    fresh: 1 - moves.reduce((all, { fresh }) => all + fresh, 0),
  };
  const [leastOld, leastFresh] = [0.5 / Math.max(1, before.filled), 0.5 / Math.max(1, after.filled)];
  return [...moves, rest].reduce((index, { old, fresh }) => {
    const [was, is] = [Math.max(old, leastOld), Math.max(fresh, leastFresh)];
    return index + (is - was) * Math.log(is / was);
  }, 0);
}

function ofPattern(before: ColumnFigures, after: ColumnFigures): readonly Drift[] {
  const [usual] = before.patterns;
  if (!usual || usual.count < usualPattern * before.filled) return [];
  const found = after.patterns.find(({ pattern }) => pattern === usual.pattern);
  // Where it is not among those that are listed it may still be as frequent as the last of them.
  const listed = after.patterns.reduce((all, { count }) => all + count, 0);
  const count = found?.count ?? (listed >= after.filled ? 0 : Math.min(...after.patterns.map((one) => one.count)));
  return ofShare(
    after.name,
    'pattern',
    `values with the pattern ${usual.pattern}`,
    [usual.count, before.filled],
    [count, after.filled],
  );
}

function sum(values: ColumnFigures['top']): number {
  return values.reduce((all, { count }) => all + count, 0);
}

function shareOf([part, all]: Part): number {
  return all === 0 ? 0 : part / all;
}

function plain(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: 6 });
}
