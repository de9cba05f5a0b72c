import { farthest } from '../detectors/detector.ts';
import { quantile, without } from '../detectors/others.ts';
import { addDays } from '../expression/calendar.ts';

/** A figure of a day. */
export interface DayFigure {
  /** yyyy-MM-dd; days follow each other without a gap. */
  readonly day: string;
  /** NaN where there is none, as a share of nothing is. */
  readonly value: number;
}

/** What is usual for a day, found without it. */
export interface Baseline {
  readonly expected: number;
  readonly low: number;
  readonly high: number;
  /** Typical distances from what is expected. */
  readonly score: number;
  /** The days it is compared with. */
  readonly like: 'weekday' | 'day of the month' | 'last day of the month' | 'holiday';
  readonly peers: number;
}

/** Fewer days like it than these say nothing. */
const fewestWeekdays = 4;
const fewestMonths = 3;
const fewestHolidays = 3;
/** So many weeks before and after a day are its neighbours. */
const weeksAround = 8;
/** A day of the month is one of its own where so many of the other months agree. */
const isMonthly = 2 / 3;
/** A distance is at least this part of what is expected. */
const leastSpread = 0.01;
const ofNormal = 1.4826;

/**
 * What is usual for each day: the median of the same weekday in the weeks around it; for a day of the month that stands out in the other
 * months (a billing day), or the last one, what it is beyond its weekdays there; for a holiday, the other holidays. A day is no part of what it
 * is compared with, nor is any that is `leftOut`. Undefined where there are too few days like it. `limit` is in median absolute deviations
 * × 1.4826, above and below each of its own, since figures of days often have one long tail.
 */
export function calendarBaseline(
  figures: readonly DayFigure[],
  {
    holidays,
    leftOut,
    limit,
    noiseOf = () => 0,
  }: {
    readonly holidays: ReadonlySet<string>;
    readonly leftOut: ReadonlySet<string>;
    readonly limit: number;
    /** How far a day at a place lies from what is expected by chance alone. */
    readonly noiseOf?: (at: number, expected: number) => number;
  },
): readonly (Baseline | undefined)[] {
  const isUsable = figures.map(({ day, value }) => !Number.isNaN(value) && !leftOut.has(day));
  const isHoliday = figures.map(({ day }) => holidays.has(day));
  const dayOfMonth = figures.map(({ day }) => Number(day.slice(8)));
  const isLast = figures.map(({ day }) => addDays(day, 1)?.endsWith('-01') ?? false);
  const valueAt = (at: number): number => figures[at]?.value ?? Number.NaN;
  const ordinary = (at: number): boolean => (isUsable[at] ?? false) && !(isHoliday[at] ?? false);
  const around = figures.map((_, at) => weekdaysAround(at, ordinary));
  const months = monthlyPlaces();

  return figures.map((_, at) => {
    if (isHoliday[at]) return holidayBaseline(at);
    const weekdays = (around[at] ?? []).map(valueAt);
    if (weekdays.length < fewestWeekdays) return undefined;
    return monthlyBaseline(at, weekdays) ?? standing(at, spreadOf(weekdays), 'weekday', weekdays.length);
  });

  /** The days of each day of the month, and of the last ones. */
  function monthlyPlaces(): ReadonlyMap<number | 'last', readonly number[]> {
    const places = new Map<number | 'last', number[]>();
    for (let at = 0; at < figures.length; at++) {
      if (!ordinary(at) || (around[at] ?? []).length < fewestWeekdays) continue;
      for (const name of isLast[at] ? ([dayOfMonth[at] ?? 0, 'last'] as const) : [dayOfMonth[at] ?? 0])
        (places.get(name) ?? places.set(name, []).get(name))?.push(at);
    }
    return places;
  }

  /** How far a day lies from the weekdays around it, which another day is no part of. */
  function beyondWeekdays(place: number, but: number): number {
    return valueAt(place) - medianOf((around[place] ?? []).filter((other) => other !== but).map(valueAt));
  }

  /** Where the same day of other months is far from its weekdays most of the time, what it is there beyond them. */
  function monthlyBaseline(at: number, weekdays: readonly number[]): Baseline | undefined {
    const usual = spreadOf(weekdays);
    const noise = noiseOf(at, usual.middle);
    const likes = isLast[at] ? (['last day of the month', 'day of the month'] as const) : (['day of the month'] as const);
    for (const like of likes) {
      const others = (months.get(like === 'last day of the month' ? 'last' : (dayOfMonth[at] ?? 0)) ?? []).filter(
        (place) => place !== at,
      );
      if (others.length < fewestMonths) continue;
      const moves = spreadOf(others.map((place) => beyondWeekdays(place, at)));
      const isAbove = moves.middle > 0;
      const far = limit * Math.max(isAbove ? usual.above : usual.below, noise);
      const agree = moves.values.filter((move) => (isAbove ? move > far : -move > far)).length;
      if (agree < isMonthly * others.length) continue;
      const [above, below] = [Math.max(usual.above, moves.above), Math.max(usual.below, moves.below)];
      return standing(at, { middle: usual.middle + moves.middle, above, below }, like, others.length);
    }
    return undefined;
  }

  function holidayBaseline(at: number): Baseline | undefined {
    const others = figures.flatMap((_, place) => (place !== at && isHoliday[place] && isUsable[place] ? [place] : []));
    return others.length < fewestHolidays ? undefined : standing(at, spreadOf(others.map(valueAt)), 'holiday', others.length);
  }

  function standing(at: number, sides: Sides, like: Baseline['like'], peers: number): Baseline | undefined {
    const found = standingOf(valueAt(at), sides, { limit, noise: noiseOf(at, sides.middle) });
    return found && { ...found, like, peers };
  }
}

/** Where a value stands to what is usual; undefined where one of them is missing. */
function standingOf(
  value: number,
  { middle, above, below }: Sides,
  { limit, noise }: { readonly limit: number; readonly noise: number },
): Omit<Baseline, 'like' | 'peers'> | undefined {
  if (Number.isNaN(value) || Number.isNaN(middle)) return undefined;
  const least = Math.max(noise, leastSpread * Math.abs(middle));
  const [up, down] = [Math.max(above, least), Math.max(below, least)];
  const distance = value > middle ? up : down;
  const score = value === middle ? 0 : distance === 0 ? farthest : Math.abs(value - middle) / distance;
  return { expected: middle, low: middle - limit * down, high: middle + limit * up, score };
}

/** The places of the same weekday in the weeks around a day, without the day itself; only those that count. */
function weekdaysAround(at: number, counts: (at: number) => boolean): readonly number[] {
  const places: number[] = [];
  for (let week = -weeksAround; week <= weeksAround; week++) {
    const place = at + 7 * week;
    if (week !== 0 && counts(place)) places.push(place);
  }
  return places;
}

/** The middle of values, and how far they lie from it on either side. */
interface Sides {
  readonly middle: number;
  readonly above: number;
  readonly below: number;
}

function medianOf(values: readonly number[]): number {
  return values.length === 0 ? Number.NaN : quantile(without(Float64Array.from(values).sort(), -1), 0.5);
}

/** Fewer values than these have no sides of their own. */
const fewestSided = 10;

/** The median of values, and the median absolute deviations of those above and below it, times 1.4826. */
function spreadOf(values: readonly number[]): Sides & { readonly values: readonly number[] } {
  const middle = medianOf(values);
  const distance = (of: readonly number[]): number => ofNormal * medianOf(of.map((value) => Math.abs(value - middle)));
  const side = (sided: readonly number[]): number => distance(values.length < fewestSided ? values : sided);
  const [above, below] = [side(values.filter((value) => value >= middle)), side(values.filter((value) => value <= middle))];
  return { middle, above, below, values };
}
