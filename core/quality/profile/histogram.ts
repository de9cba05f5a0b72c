/** A part of the numbers: from `from` up to, but not including, `to`; null is without end. */
export interface Bin {
  readonly from: number | null;
  readonly to: number | null;
  readonly count: number;
}

/** Counts numbers by size while they come, before anybody knows how large they get. */
export interface Histogram {
  /** Takes a whole number of the smallest unit. */
  readonly see: (units: number) => void;
  /** Bins of round widths between the ends given, in units of the column; what lies beyond is in the first and last bin. */
  readonly linear: (low: number, high: number) => readonly Bin[];
  /** Bins that begin at 1, 2 and 5 of each power of ten, and one for what is below; for numbers from 0 only. */
  readonly logarithmic: () => readonly Bin[];
  /** The beginning of each fine bin in units of the column, with its count. */
  readonly fine: () => readonly (readonly [number, number])[];
}

/** Fine bins that are kept; with more of them their width becomes ten times as large. */
const mostFine = 2000;
const mostShown = 20;

/** Makes a histogram of numbers with so many decimal places. Its counts are exact, and it takes the same room whatever comes. */
export function createHistogram(scale: number): Histogram {
  const perUnit = 10 ** scale;
  let width = 1;
  let fine = new Map<number, number>();
  const steps = new Map<number, number>();
  const inUnits = (units: number): number => Number((units / perUnit).toFixed(scale));
  const widen = (): void => {
    width *= 10;
    const wider = new Map<number, number>();
    for (const [index, count] of fine) add(wider, floorDivided(index, 10), count);
    fine = wider;
  };
  return {
    see: (units) => {
      add(fine, floorDivided(units, width), 1);
      while (fine.size > mostFine) widen();
      add(steps, stepOf(units), 1);
    },
    linear: (low, high) => {
      const from = Math.round(low * perUnit);
      const to = Math.round(high * perUnit);
      const broad = roundWidth((to - from) / mostShown, width);
      const first = floorDivided(from, broad);
      const last = floorDivided(to, broad);
      const counts = Array<number>(last - first + 1).fill(0);
      let isBelow = false;
      let isAbove = false;
      for (const [index, count] of fine) {
        const bin = floorDivided(index * width, broad);
        isBelow ||= bin < first;
        isAbove ||= bin > last;
        const place = Math.min(Math.max(bin, first), last) - first;
        counts[place] = (counts[place] ?? 0) + count;
      }
      return counts.map((count, place) => ({
        from: place === 0 && isBelow ? null : inUnits((first + place) * broad),
        to: place === last - first && isAbove ? null : inUnits((first + place + 1) * broad),
        count,
      }));
    },
    logarithmic: () => {
      const filled = [...steps.keys()].filter((step) => step !== none);
      const first = Math.min(...filled);
      const last = Math.max(...filled);
      const below = steps.get(none) ?? 0;
      const bins = Array.from({ length: last - first + 1 }, (_, place) => ({
        from: inUnits(startOf(first + place)),
        to: inUnits(startOf(first + place + 1)),
        count: steps.get(first + place) ?? 0,
      }));
      return below === 0 ? bins : [{ from: 0, to: bins[0]?.from ?? null, count: below }, ...bins];
    },
    fine: () => [...fine].map(([index, count]) => [inUnits(index * width), count]),
  };
}

/** The step of 1, 2, 5, 10, 20 … that a number is on; `none` below 1. */
function stepOf(units: number): number {
  if (units < 1) return none;
  let power = Math.floor(Math.log10(units));
  if (10 ** (power + 1) <= units) power++;
  const lead = units / 10 ** power;
  return power * 3 + (lead >= 5 ? 2 : lead >= 2 ? 1 : 0);
}

const none = -1;

function startOf(step: number): number {
  return 10 ** Math.floor(step / 3) * ([1, 2, 5][step % 3] ?? 1);
}

/** The smallest of 1, 2 and 5 times a power of ten that is no less than either. */
function roundWidth(least: number, fine: number): number {
  let width = fine;
  for (const factor of [2, 2.5, 2]) if (width < least) width *= factor;
  return width < least ? roundWidth(least, width) : width;
}

function floorDivided(value: number, by: number): number {
  return Math.floor(value / by);
}

function add(counts: Map<number, number>, key: number, count: number): void {
  counts.set(key, (counts.get(key) ?? 0) + count);
}
