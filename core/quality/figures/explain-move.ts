/** Two periods of records to be compared: what each record weighs, and where it belongs. */
export interface ComparedRecords {
  /** 0 for the period before, 1 for the one after; one for each record. */
  readonly period: Uint8Array;
  readonly weight: Float64Array;
  /** Columns that divide the records into segments. */
  readonly dimensions: readonly Dimension[];
}

/** A column with few values, and which of them each record has. */
export interface Dimension {
  readonly name: string;
  readonly values: readonly (string | null)[];
  readonly codes: Uint8Array;
}

/** Records that share one or two values. */
export interface Segment {
  readonly terms: readonly { readonly name: string; readonly value: string | null }[];
  readonly before: number;
  readonly after: number;
  readonly recordsBefore: number;
  readonly recordsAfter: number;
}

/** Two columns together must explain so much more than one to be worth the longer sentence. */
const worthOfTwo = 0.9;
/** What explains less of a change than this is no reason for it. */
const leastShare = 0.05;
/** Segments that are looked for, those among them that are no reason by all of their records. */
const mostTried = 6;
/** A sum moves by so many standard errors before that is no chance; of a part more are asked, since there are many. */
const beyondChance = { whole: 2, part: 3.5 } as const;
/** A total that changes by less than this share of itself counts as steady; what moved within it is reported all the same. */
const leastMove = 0.01;

/**
 * The segments that explain most of a change, each chosen by the records that those before it leave; their figures are those of all their records. A segment explains what it changed beyond
 * its part of the whole: the share of it in the period before, times the whole change. Where the whole stays where it is, what moved most within it
 * is reported, unless it may be due to chance: the standard error of a sum is the root of its squares, as for a Poisson number of records.
 */
export function explainMove(
  records: ComparedRecords,
  most: number,
  assertWanted: () => void = () => undefined,
): readonly Segment[] {
  const isLeft = new Uint8Array(records.period.length).fill(1);
  const found: Segment[] = [];
  const whole = totalsOf(records, isLeft);
  const least = leastShare * Math.abs(whole.after - whole.before);
  for (let tried = 0; tried < mostTried && found.length < most; tried++) {
    const best = bestSegment(records, isLeft, assertWanted);
    if (!best || Math.abs(best.segment.after - best.segment.before) < least) break;
    // Chosen by what the segments before it leave, told by all of its records: by those it may be no reason.
    const all = withoutSquares(totalsOf(records, rowsOf(records, best.holds)));
    if (Math.abs(all.after - all.before) >= least) found.push({ terms: best.segment.terms, ...all });
    for (let row = 0; row < isLeft.length; row++) if (isLeft[row] === 1 && best.holds(row)) isLeft[row] = 0;
  }
  return found;
}

interface Totals {
  before: number;
  after: number;
  recordsBefore: number;
  recordsAfter: number;
  squares: number;
}

function noTotals(): Totals {
  return { before: 0, after: 0, recordsBefore: 0, recordsAfter: 0, squares: 0 };
}

function totalsOf({ period, weight }: ComparedRecords, isLeft: Uint8Array): Totals {
  const totals = noTotals();
  for (let row = 0; row < period.length; row++) if (isLeft[row] === 1) add(totals, period[row] ?? 0, weight[row] ?? 0);
  return totals;
}

function add(totals: Totals, period: number, weight: number): void {
  totals.squares += weight * weight;
  if (period === 0) {
    totals.before += weight;
    totals.recordsBefore++;
  } else {
    totals.after += weight;
    totals.recordsAfter++;
  }
}

function isChance({ before, after, squares }: Totals, errors: number): boolean {
  return Math.abs(after - before) <= errors * Math.sqrt(squares);
}

/** Whether a figure as a whole moved by no more than chance would move it. */
export function isSteady(records: ComparedRecords): boolean {
  return isChance(totalsOf(records, new Uint8Array(records.period.length).fill(1)), beyondChance.whole);
}

interface Candidate {
  readonly segment: Segment;
  readonly holds: (row: number) => boolean;
}

function bestSegment(records: ComparedRecords, isLeft: Uint8Array, assertWanted: () => void): Candidate | undefined {
  const whole = totalsOf(records, isLeft);
  const change = whole.after - whole.before;
  const isFlat = Math.abs(change) <= leastMove * Math.max(Math.abs(whole.before), Math.abs(whole.after));
  let best: Candidate | undefined;
  let explained = 0;
  for (const dimensions of onesAndPairs(records.dimensions)) {
    assertWanted();
    for (const [code, totals] of sumsOf(records, isLeft, dimensions)) {
      const own = totals.after - totals.before;
      const beyond = own - (whole.before > 0 ? (totals.before / whole.before) * change : 0);
      const worth = (isFlat ? Math.abs(own) : Math.sign(change) * beyond) * (dimensions.length > 1 ? worthOfTwo : 1);
      const isWhole = totals.recordsBefore === whole.recordsBefore && totals.recordsAfter === whole.recordsAfter;
      if (isWhole || worth <= explained || (isFlat && isChance(totals, beyondChance.part))) continue;
      explained = worth;
      best = { segment: segmentOf(dimensions, code, totals), holds: (row) => codeOf(dimensions, row) === code };
    }
  }
  return best;
}

function segmentOf(dimensions: readonly Dimension[], code: number, totals: Totals): Segment {
  return { terms: termsOf(dimensions, code), ...withoutSquares(totals) };
}

function withoutSquares({ squares: _, ...totals }: Totals): Omit<Segment, 'terms'> {
  return totals;
}

function rowsOf({ period }: ComparedRecords, holds: (row: number) => boolean): Uint8Array {
  return Uint8Array.from(period, (_, row) => (holds(row) ? 1 : 0));
}

/** Each dimension alone, and each pair of them. */
function* onesAndPairs(dimensions: readonly Dimension[]): Generator<readonly Dimension[]> {
  for (const [at, one] of dimensions.entries()) {
    yield [one];
    for (const other of dimensions.slice(at + 1)) yield [one, other];
  }
}

/** What each value of a column, or pair of values of two, comes to among the records that are left. */
function sumsOf(
  { period, weight }: ComparedRecords,
  isLeft: Uint8Array,
  dimensions: readonly Dimension[],
): ReadonlyMap<number, Totals> {
  const codes = dimensions.reduce((product, { values }) => product * values.length, 1);
  const sums: (Totals | undefined)[] = new Array(codes);
  for (let row = 0; row < period.length; row++) {
    if (isLeft[row] === 0) continue;
    const code = codeOf(dimensions, row);
    const totals = sums[code] ?? noTotals();
    sums[code] = totals;
    add(totals, period[row] ?? 0, weight[row] ?? 0);
  }
  return new Map(sums.flatMap((totals, code) => (totals ? [[code, totals] as const] : [])));
}

function codeOf([one, other]: readonly Dimension[], row: number): number {
  const code = one?.codes[row] ?? 0;
  return other ? code + (one?.values.length ?? 1) * (other.codes[row] ?? 0) : code;
}

function termsOf([one, other]: readonly Dimension[], code: number): Segment['terms'] {
  const width = one?.values.length ?? 1;
  const [low, high] = [code % width, Math.floor(code / width)];
  return [
    ...(one ? [{ name: one.name, value: one.values[low] ?? null }] : []),
    ...(other ? [{ name: other.name, value: other.values[high] ?? null }] : []),
  ];
}
