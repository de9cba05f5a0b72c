import type { ColumnDefinition } from '#core/definition/column.ts';
import { show } from '../show.ts';
import type { DateFormat, Observation } from './observe.ts';

/** What a column seems to be, and why. */
export interface Proposal {
  readonly type: ColumnDefinition['type'];
  readonly scale?: number;
  readonly formats?: readonly string[];
  /** The decimal sign of numbers that need to be rewritten first. */
  readonly rewriteDecimal?: '.' | ',';
  /** Two formats that read all its dates, each as other days. */
  readonly rivals?: readonly [DateFormat, DateFormat];
  readonly isUnique: boolean;
  /** How many values too few it has to be unique, where it is a key but for some duplicates. */
  readonly duplicates?: number;
  readonly evidence: string;
  /** Why digits stay text. */
  readonly keptAsText?: 'leading zeros' | 'too many digits' | 'identifier';
}

/** Headers of columns whose digits are names, not amounts. */
const namesIdentifier = (header: string): boolean =>
  /(^|[\s_-])(id|zip|postal|pin|phone|mobile|fax|ssn|sku|isbn|ean|iban|account)([\s_-]?(code|no|nr|number))?$/i.test(header) ||
  /[\s_-](code|number|no)$/i.test(header) ||
  /[a-z](Id|ID|Code|Number|Phone)$/.test(header);

/** The share of filled cells that must fit a type for it to be proposed. */
const enough = 0.9;

/** Formats that read the same text as different days, unless a day above 12 decides between them. */
const rivals: readonly (readonly [DateFormat, DateFormat])[] = [
  ['d/M/yyyy', 'M/d/yyyy'],
  ['d-M-yyyy', 'M-d-yyyy'],
  ['d/M/yy', 'M/d/yy'],
];

/**
 * Proposes the type of a column from what was seen of it; where the cells cannot decide, it stays text and says so. A wish
 * (`decimal`, `date d/M/yyyy`) is followed instead.
 */
export function propose(seen: Observation, header: string, wish?: string): Proposal {
  if (wish !== undefined) return followWish(seen, wish);
  const isUnique = seen.isDistinct && seen.filled === seen.distinct && looksLikeKey(header);
  const proposal = proposeType(seen, header);
  return {
    ...proposal,
    isUnique: isUnique && proposal.type === 'text',
    ...(proposal.type === 'text' && isNearlyUnique(seen, header) && { duplicates: seen.filled - seen.distinct }),
    evidence: [proposal.evidence, ...emptiness(seen)].join('; '),
  };
}

/** The share of values that must differ for a key with duplicates to be taken for one. */
const nearlyUnique = 0.98;

function isNearlyUnique({ filled, distinct }: Observation, header: string): boolean {
  return distinct < filled && distinct >= filled * nearlyUnique && looksLikeKey(header);
}

/** The wish for a column; a column may be called `constructor`. */
export function wishFor(column: string, types: Readonly<Record<string, string>>): string | undefined {
  return Object.hasOwn(types, column) ? types[column] : undefined;
}

function followWish(seen: Observation, wish: string): Proposal {
  const [name = '', ...format] = wish.split(' ');
  const type = wishable.find((candidate) => candidate === name);
  if (!type) throw new RangeError(`there is no type ${show(name)}; there are ${wishable.join(', ')}`);
  const chosen = { isUnique: false, evidence: 'as you chose' } as const;
  if (type === 'date') {
    const [best] = [...seen.dates].sort((a, b) => b[1] - a[1]);
    return { ...chosen, type, formats: [format.join(' ') || (best?.[0] ?? 'yyyy-MM-dd')] };
  }
  if (type !== 'decimal' && type !== 'integer') return { ...chosen, type };
  const { point, comma } = seen.writtenNumbers;
  return {
    ...chosen,
    type,
    ...(type === 'decimal' && seen.largestScale <= 12 && { scale: Math.max(seen.largestScale, 2) }),
    ...(point + comma > 0 && { rewriteDecimal: comma > point ? ',' : '.' }),
  };
}

const wishable: readonly ColumnDefinition['type'][] = ['text', 'integer', 'decimal', 'date', 'timestamp', 'boolean', 'email'];

function proposeType(seen: Observation, header: string): Omit<Proposal, 'isUnique'> {
  const { filled } = seen;
  const of = (count: number): string =>
    `${count.toLocaleString('en')} of ${seen.isWhole ? '' : 'the first '}${filled.toLocaleString('en')} values`;
  const fits = (count: number): boolean => filled > 0 && count >= filled * enough;
  if (filled === 0) return { type: 'text', evidence: 'no values to judge by' };
  const numbers = seen.integers + seen.decimals;
  if (fits(numbers)) {
    if (seen.leadingZeros > 0)
      return {
        type: 'text',
        keptAsText: 'leading zeros',
        evidence: `digits, but ${of(seen.leadingZeros)} begin with a zero that a number would lose`,
      };
    if (seen.longestDigits > 15)
      return {
        type: 'text',
        keptAsText: 'too many digits',
        evidence: `digits, but up to ${seen.longestDigits} of them: more than a number keeps exactly`,
      };
    if (seen.decimals === 0 && namesIdentifier(header.trim()))
      return {
        type: 'text',
        keptAsText: 'identifier',
        evidence: `${of(seen.integers)} are digits, but the header names an identifier: nothing is added up`,
      };
    const compact = [...seen.dates].find(([format, count]) => format === 'yyyyMMdd' && count === filled);
    if (compact && seen.longestDigits === 8)
      return { type: 'date', formats: ['yyyyMMdd'], evidence: `${of(filled)} are days written as yyyyMMdd` };
    const odd = seen.notNumbers.length > 0 ? `; others such as ${seen.notNumbers.map(show).join(', ')}` : '';
    if (seen.decimals === 0) return { type: 'integer', evidence: `${of(seen.integers)} are whole numbers${odd}` };
    if (seen.largestScale > 12) return { type: 'decimal', evidence: `${of(numbers)} are numbers${odd}` };
    return {
      type: 'decimal',
      scale: Math.max(seen.largestScale, 2),
      evidence: `${of(numbers)} are numbers with up to ${seen.largestScale} decimal places${odd}`,
    };
  }
  const date = proposeDate(seen, of, fits);
  if (date) return date;
  if (fits(seen.timestamps)) return { type: 'timestamp', evidence: `${of(seen.timestamps)} are dates with a time` };
  const written = Math.max(seen.writtenNumbers.point, seen.writtenNumbers.comma);
  if (written > 0 && fits(numbers + written)) {
    const isComma = seen.writtenNumbers.comma > seen.writtenNumbers.point;
    if (seen.writtenNumbers.comma === seen.writtenNumbers.point && seen.decimals === 0) {
      return {
        type: 'text',
        evidence:
          'numbers whose comma or point may divide thousands or decimals: add parse-number with the right `decimal` and set the type',
      };
    }
    return {
      type: 'decimal',
      rewriteDecimal: isComma ? ',' : '.',
      evidence: `${of(numbers + written)} are numbers with separators or signs that parse-number takes away`,
    };
  }
  if (fits(seen.booleans)) return { type: 'boolean', evidence: `${of(seen.booleans)} are true or false` };
  if (fits(seen.emails)) return { type: 'email', evidence: `${of(seen.emails)} are e-mail addresses` };
  const few =
    seen.distinct <= 12 ? `: ${seen.examples.map(show).join(', ')}${seen.distinct > seen.examples.length ? ' …' : ''}` : '';
  return {
    type: 'text',
    evidence: `text, ${seen.distinct.toLocaleString('en')}${seen.distinct >= 100_000 ? ' or more' : ''} different values${few}`,
  };
}

function proposeDate(
  seen: Observation,
  of: (count: number) => string,
  fits: (count: number) => boolean,
): Omit<Proposal, 'isUnique'> | undefined {
  const [best] = [...seen.dates].sort((a, b) => b[1] - a[1]);
  if (!best || !fits(best[1])) return undefined;
  const [format, count] = best;
  const rival = rivals.find((pair) => pair.includes(format));
  const other = rival?.find((candidate) => candidate !== format);
  if (rival && other && seen.dates.get(other) === count) {
    return {
      type: 'text',
      rivals: rival,
      evidence: `AMBIGUOUS dates: ${of(count)} read both as ${format} and as ${other}. Winnow will not guess; set type: date and formats: [${format}] or [${other}]`,
    };
  }
  return { type: 'date', formats: [format], evidence: `${of(count)} are dates in ${format}` };
}

function emptiness({ records, empty, readAsEmpty, placeholders }: Observation): readonly string[] {
  const number = (count: number): string => count.toLocaleString('en');
  const words = [...readAsEmpty].map(([word, count]) => `${number(count)} of them ${show(word)}`);
  const others = [...placeholders].map(([word, count]) => `${number(count)} ${count === 1 ? 'is' : 'are'} ${show(word)}`);
  return [
    ...(empty > 0 ? [[`${number(empty)} of ${number(records)} are empty`, ...words].join(', ')] : []),
    ...(others.length > 0 ? [`${others.join(' and ')}, which may stand for no value: list it in null_words if it does`] : []),
  ];
}

function looksLikeKey(header: string): boolean {
  return /(^|[\s_-])(id|key|no|nr|number|code|uuid)$/i.test(header.trim()) || /[a-z]ID$|[a-z]Id$/.test(header.trim());
}
