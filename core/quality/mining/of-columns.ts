import type { ColumnFigures } from '#core/contract/profile.ts';
import { placeholder } from '../values/placeholder.ts';
import { type Candidate, fewBreak } from './candidate.ts';

/** Rules about one column that its figures suggest. */
export function rulesOfColumn(column: ColumnFigures, records: number): readonly Candidate[] {
  return proposers.flatMap((propose) => propose(column, records) ?? []);
}

/** Different values that a list of allowed ones has at most. */
const mostValues = 20;
/** Records below which nothing follows from what they have in common. */
const fewestRecords = 20;
/** Fewer values say little about what is unusual. */
const fewestToBeUnusual = 100;
/** The share of the values that must differ for a column to be a key. */
const nearlyUnique = 0.98;

const proposers: readonly ((column: ColumnFigures, records: number) => Candidate | undefined)[] = [
  ({ name, missing }, records) =>
    missing > records * fewBreak
      ? undefined
      : { rule: { rule: 'required', column: name }, about: `${name}_required`, sentence: `${name} has a value`, worth: 0.5 },
  ({ name, isExact, distinct, filled, type }, records) =>
    !isExact || type === 'decimal' || type === 'date' || filled < records * (1 - fewBreak) || distinct < filled * nearlyUnique
      ? undefined
      : {
          rule: { rule: 'unique', columns: [name] },
          about: `${name}_unique`,
          sentence: `no two records have the same ${name}`,
          worth: 0.9,
        },
  ({ name, numbers, filled }) => {
    if (!numbers || numbers.negatives > filled * fewBreak) return undefined;
    const isPositive = numbers.zeros <= filled * fewBreak && numbers.zeros + numbers.negatives > 0;
    return isPositive
      ? {
          rule: { rule: 'range', column: name, min: 0, strict: true },
          about: `${name}_min`,
          sentence: `${name} is above 0`,
          worth: 0.7,
        }
      : { rule: { rule: 'range', column: name, min: 0 }, about: `${name}_min`, sentence: `${name} is at least 0`, worth: 0.6 };
  },
  ({ name, numbers }) => {
    const high = numbers?.quantiles.find(({ share }) => share === 0.995)?.value;
    if (high === undefined || high <= 0) return undefined;
    const max = roundUp(high);
    return {
      rule: { rule: 'range', column: name, max },
      about: `${name}_max`,
      sentence: `${name} is at most ${max.toLocaleString('en')}`,
      worth: 0.3,
    };
  },
  ({ name, numbers, filled }) => {
    const outside = (numbers?.fences?.below ?? 0) + (numbers?.fences?.above ?? 0);
    if (!numbers || filled < fewestToBeUnusual || outside === 0 || outside > filled * fewBreak) return undefined;
    return {
      rule: { rule: 'z-score', column: name, leave_one_out: true },
      about: `${name}_unusual`,
      sentence: `${name} is not an outlier`,
      worth: 0.4,
    };
  },
  ({ name, type, isExact, distinct, filled, top, variants }) => {
    if (type !== 'text' || !isExact || filled < fewestRecords || distinct < 2 || distinct > mostValues) return undefined;
    // A word that only stands for no value is no value to allow, and of several spellings only the usual one is.
    const spellings = new Set(variants.flatMap(({ values }) => values.slice(1).map(({ value }) => value)));
    const isMeant = (value: string): boolean => !placeholder.test(value) && !spellings.has(value);
    const meant = top.filter(({ value }) => isMeant(value));
    const meaningless = top.reduce((sum, { value, count }) => sum + (isMeant(value) ? 0 : count), 0);
    const usual = meant.filter(({ count }) => count >= Math.max(2, filled * 0.002));
    const kept = usual.reduce((sum, { count }) => sum + count, 0);
    if (usual.length < 2 || kept < (filled - meaningless) * (1 - fewBreak) || distinct > filled / 5) return undefined;
    return {
      rule: { rule: 'values', column: name, values: usual.map(({ value }) => value) },
      about: `${name}_values`,
      sentence: `${name} is ${listed(usual.map(({ value }) => value))}`,
      worth: 0.8,
    };
  },
  ({ name, patterns, filled, distinct }) => {
    const [usual] = patterns;
    if (!usual || distinct < mostValues || usual.count < filled * (1 - fewBreak) || /[+…]/.test(usual.pattern)) return undefined;
    if (!/^[ -~]+$/.test(usual.pattern) || !/[Aa9]/.test(usual.pattern)) return undefined;
    return {
      rule: { rule: 'pattern', column: name, pattern: expressionOf(usual.pattern) },
      about: `${name}_pattern`,
      sentence: `${name} is built as ${usual.pattern}, such as ${usual.example}`,
      worth: 0.7,
    };
  },
  ({ name, days, filled }) =>
    !days || days.future > filled * fewBreak
      ? undefined
      : {
          rule: { rule: 'date-window', column: name, max: 'today' },
          about: `${name}_window`,
          sentence: `${name} does not lie in the future`,
          worth: 0.6,
        },
];

/** A pattern as a regular expression: `AA-9999` is `[A-Z]{2}-[0-9]{4}`. */
export function expressionOf(pattern: string): string {
  const classes: Readonly<Record<string, string>> = { A: '\\p{Lu}', a: '\\p{L}', '9': '[0-9]' };
  return pattern.replace(/A+|a+|9+|[^Aa9]/g, (run) => {
    const own = classes[run[0] ?? ''];
    if (!own) return run.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
    return run.length === 1 ? own : `${own}{${run.length}}`;
  });
}

/** The smallest of 1, 2 and 5 times a power of ten that is no less. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const lead = [1, 2, 5, 10].find((one) => Number((one * power).toPrecision(12)) >= value) ?? 10;
  return Number((lead * power).toPrecision(12));
}

function listed(values: readonly string[]): string {
  const shown = values.length > 6 ? [...values.slice(0, 5), `${values.length - 5} more`] : values;
  return `${shown.slice(0, -1).join(', ')} or ${shown.at(-1)}`;
}
