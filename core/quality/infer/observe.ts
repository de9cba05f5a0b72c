import { columnDefinition } from '#core/definition/column.ts';
import { parseNumber } from '../steps/parse-number.ts';
import { types } from '../types.ts';
import { createDateReader } from '../values/date-format.ts';
import { createIsEmpty, defaultNullWords, trimBlanks } from '../values/null-words.ts';
import { placeholder } from '../values/placeholder.ts';

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
  /** Texts that are read as empty though there is something, such as N/A, with how often. */
  readonly readAsEmpty: ReadonlyMap<string, number>;
  /** Values that look as if they stood for a missing one, such as UNKNOWN, with how often; they are values like others until somebody says otherwise. */
  readonly placeholders: ReadonlyMap<string, number>;
  /** Whether all records of the file were looked at. */
  readonly isWhole: boolean;
  /** The commonest texts. */
  readonly examples: readonly string[];
  readonly notNumbers: readonly string[];
}

/** Looks at the cells of one column, one after the other. */
export interface Observer {
  readonly see: (text: string) => void;
  /** What was seen; to be asked once, at the end. */
  readonly observation: (isWhole: boolean) => Observation;
}

const mostDistinct = 100_000;
/** More placeholders of a column than are worth an offer. */
const maxPlaceholders = 20;
/** How every date and timestamp begins: most texts do not, and need not be tried in every format. */
const dateLike = /^(?:\d{1,4}[-/. ]|\d{8}$|[jfmasond][a-z]{2,8}[- ])/i;
const booleanWord = /^(true|false|yes|no|t|f|y|n)$/i;
const plainColumn = columnDefinition.parse({});

const nothing = {
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

/** Counts of cells; `scale` and `digits` are the largest seen. */
type Counts = { -readonly [Name in keyof typeof nothing]: number };

/** Counts a text that is written as a plain number; whether it is. */
function seeNumber(seenOf: Counts, text: string, times: number): boolean {
  if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(text)) return false;
  const [whole = '', fraction = ''] = text.replace(/^[+-]/, '').split('.');
  if (fraction === '' && !text.includes('.')) {
    seenOf.integers += times;
    if (/^0\d/.test(whole)) seenOf.zeros += times;
  } else {
    seenOf.decimals += times;
    seenOf.scale = Math.max(seenOf.scale, fraction.length);
  }
  seenOf.digits = Math.max(seenOf.digits, whole.length + fraction.length);
  return true;
}

/** Makes an observer of one column, in which some words mean no value. */
export function createObserver(nullWords: readonly string[] = defaultNullWords): Observer {
  const isEmpty = createIsEmpty(nullWords);
  const email = types.email.createReader(plainColumn);
  const timestamp = types.timestamp.createReader(plainColumn);
  const readers = dateFormats.map((format) => ({ format, read: createDateReader(format) }));
  const point = parseNumber.prepare({}, { isEmpty });
  const comma = parseNumber.prepare({ decimal: ',' }, { isEmpty });
  const dates = new Map<DateFormat, number>();
  const readAsEmpty = new Map<string, number>();
  const placeholders = new Map<string, number>();
  const seen = new Map<string, number>();
  const notNumbers = new Set<string>();
  const seenOf: Counts = { ...nothing };
  /** Looks at a text that so many cells hold. */
  const classify = (text: string, times: number): void => {
    if (isEmpty(text)) {
      seenOf.empty += times;
      if (text !== '') count(readAsEmpty, text, times);
      return;
    }
    if (text.length <= 20 && placeholder.test(text)) count(placeholders, text, times);
    if (!seeNumber(seenOf, text, times)) {
      if (notNumbers.size < 3) notNumbers.add(text);
      if (text.length <= 40 && /\d/.test(text)) {
        if (isOtherNumber(point(text), text)) seenOf.point += times;
        if (isOtherNumber(comma(text), text)) seenOf.comma += times;
      }
    }
    if (text.length <= 40 && dateLike.test(text)) {
      for (const { format, read } of readers) if (read(text) !== undefined) count(dates, format, times);
      if (timestamp.read(text) !== undefined) seenOf.timestamps += times;
    }
    if (booleanWord.test(text)) seenOf.booleans += times;
    if (text.includes('@') && email.read(text) !== undefined) seenOf.emails += times;
  };

  /** Every text is looked at once, however often it stands there. */
  const classifyAll = (): readonly (readonly [string, number])[] => {
    for (const [text, times] of seen) classify(text, times);
    return [...seen].filter(([text]) => !isEmpty(text));
  };

  return {
    see: (raw) => {
      seenOf.records++;
      const text = trimBlanks(raw);
      const times = seen.get(text);
      if (times !== undefined || seen.size < mostDistinct) seen.set(text, (times ?? 0) + 1);
      else classify(text, 1);
    },
    observation: (isWhole) => {
      const texts = classifyAll();
      return {
        isWhole,
        ...figuresOf(seenOf),
        dates,
        isDistinct: texts.length > 1 && texts.every(([, times]) => times === 1),
        distinct: texts.length,
        readAsEmpty,
        placeholders: new Map([...placeholders].sort((a, b) => b[1] - a[1]).slice(0, maxPlaceholders)),
        examples: [...texts]
          .sort((a, b) => b[1] - a[1])
          .slice(0, 5)
          .map(([text]) => text),
        notNumbers: [...notNumbers],
      };
    },
  };
}

function figuresOf(seen: Counts) {
  const { records, empty, integers, decimals, timestamps, booleans, emails } = seen;
  return {
    records,
    empty,
    filled: records - empty,
    integers,
    decimals,
    writtenNumbers: { point: seen.point, comma: seen.comma },
    largestScale: seen.scale,
    leadingZeros: seen.zeros,
    longestDigits: seen.digits,
    timestamps,
    booleans,
    emails,
  };
}

/** Whether a text was rewritten as a number. */
function isOtherNumber(number: string, text: string): boolean {
  return number !== text && /^-?\d/.test(number);
}

function count<Key>(counts: Map<Key, number>, key: Key, times: number): void {
  counts.set(key, (counts.get(key) ?? 0) + times);
}
