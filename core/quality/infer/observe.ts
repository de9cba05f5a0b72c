import { parseNumber } from '../steps/parse-number.ts';
import { createDateReader } from '../values/date-format.ts';
import { createIsEmpty, defaultNullWords, trimBlanks } from '../values/null-words.ts';

/** Date formats that are tried; the pairs that the same text may fit stand side by side. */
export const dateFormats = [
  'yyyy-MM-dd',
  'yyyy/MM/dd',
  'yyyy.MM.dd',
  'yyyyMMdd',
  'd/M/yyyy',
  'M/d/yyyy',
  'd-M-yyyy',
  'M-d-yyyy',
  'd.M.yyyy',
  'd/M/yy',
  'M/d/yy',
  'd-MMM-yyyy',
  'd-MMM-yy',
  'd MMM yyyy',
  'MMM d, yyyy',
  'MMM-yy',
  'MMM yyyy',
  'yyyy-MM',
] as const;

export type DateFormat = (typeof dateFormats)[number];

/** What the cells of one column were seen to be; counts of cells. */
export interface Observation {
  readonly records: number;
  readonly empty: number;
  readonly filled: number;
  readonly integers: number;
  readonly decimals: number;
  /** Numbers once separators and currency signs are taken away. */
  readonly writtenNumbers: { readonly point: number; readonly comma: number };
  readonly largestScale: number;
  readonly leadingZeros: number;
  readonly longestDigits: number;
  readonly dates: ReadonlyMap<DateFormat, number>;
  readonly timestamps: number;
  readonly booleans: number;
  readonly emails: number;
  readonly isDistinct: boolean;
  readonly distinct: number;
  /** Words that stand where a value is missing, such as UNKNOWN, with how often. */
  readonly words: ReadonlyMap<string, number>;
  /** The commonest texts. */
  readonly examples: readonly string[];
  readonly notNumbers: readonly string[];
}

/** Looks at the cells of one column, one after the other. */
export interface Observer {
  readonly see: (text: string) => void;
  readonly observation: () => Observation;
}

const mostDistinct = 100_000;
const missingWords = /^(unknown|error|missing|undefined|nil|tbd|tba|#value!|#ref!|\?+|-+)$/i;
const timestampLike = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$/;
const booleanLike = /^(true|false|yes|no|t|f|y|n)$/i;
const emailLike = /^[^\s@]+@[^\s@]+\.[A-Za-z]{2,}$/;

/** Makes an observer of one column. */
export function createObserver(): Observer {
  const isEmpty = createIsEmpty(defaultNullWords);
  const readers = dateFormats.map((format) => ({ format, read: createDateReader(format) }));
  const point = parseNumber.prepare({}, { isEmpty });
  const comma = parseNumber.prepare({ decimal: ',' }, { isEmpty });
  const dates = new Map<DateFormat, number>();
  const words = new Map<string, number>();
  const seen = new Map<string, number>();
  const notNumbers = new Set<string>();
  const seenOf = {
    records: 0,
    empty: 0,
    integers: 0,
    decimals: 0,
    point: 0,
    comma: 0,
    scale: 0,
    zeros: 0,
    digits: 0,
    timestamps: 0,
    booleans: 0,
    emails: 0,
  };
  let isDistinct = true;

  const seeNumber = (text: string): boolean => {
    if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(text)) return false;
    const [whole = '', fraction = ''] = text.replace(/^[+-]/, '').split('.');
    if (fraction === '' && !text.includes('.')) {
      seenOf.integers++;
      if (/^0\d/.test(whole)) seenOf.zeros++;
    } else {
      seenOf.decimals++;
      seenOf.scale = Math.max(seenOf.scale, fraction.length);
    }
    seenOf.digits = Math.max(seenOf.digits, whole.length + fraction.length);
    return true;
  };

  return {
    see: (raw) => {
      seenOf.records++;
      const text = trimBlanks(raw);
      if (isEmpty(text)) {
        seenOf.empty++;
        return;
      }
      if (missingWords.test(text)) {
        words.set(text, (words.get(text) ?? 0) + 1);
        return;
      }
      if (seen.size < mostDistinct) {
        const before = seen.get(text) ?? 0;
        if (before > 0) isDistinct = false;
        seen.set(text, before + 1);
      }
      if (!seeNumber(text)) {
        if (notNumbers.size < 3) notNumbers.add(text);
        if (text.length <= 40 && /\d/.test(text)) {
          if (/^-?\d/.test(point(text)) && point(text) !== text) seenOf.point++;
          if (/^-?\d/.test(comma(text)) && comma(text) !== text) seenOf.comma++;
        }
      }
      if (text.length <= 40 && /\d/.test(text)) {
        for (const { format, read } of readers) if (read(text) !== undefined) dates.set(format, (dates.get(format) ?? 0) + 1);
        if (timestampLike.test(text)) seenOf.timestamps++;
      }
      if (booleanLike.test(text)) seenOf.booleans++;
      if (text.includes('@') && text.length <= 254 && emailLike.test(text)) seenOf.emails++;
    },
    observation: () => ({
      records: seenOf.records,
      empty: seenOf.empty,
      filled: seenOf.records - seenOf.empty - [...words.values()].reduce((sum, count) => sum + count, 0),
      integers: seenOf.integers,
      decimals: seenOf.decimals,
      writtenNumbers: { point: seenOf.point, comma: seenOf.comma },
      largestScale: seenOf.scale,
      leadingZeros: seenOf.zeros,
      longestDigits: seenOf.digits,
      dates,
      timestamps: seenOf.timestamps,
      booleans: seenOf.booleans,
      emails: seenOf.emails,
      isDistinct: isDistinct && seen.size > 1,
      distinct: seen.size,
      words,
      examples: [...seen]
        .sort((a, b) => b[1] - a[1])
        .slice(0, 5)
        .map(([text]) => text),
      notNumbers: [...notNumbers],
    }),
  };
}
