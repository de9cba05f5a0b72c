import { counted } from '#core/contract/counted.ts';
import type { ColumnFigures, DatasetProfile, ProfileFinding } from '#core/contract/profile.ts';
import type { Condition } from '#core/contract/records.ts';
import { addDays } from '../expression/calendar.ts';
import { show } from '../show.ts';

type Figures = Omit<DatasetProfile, 'findings'>;
type Found = Omit<ProfileFinding, 'columns'>;

/** The share of the values that must differ for a column to be taken for a key with duplicates. */
const nearlyUnique = 0.98;
/** The share of the texts that one pattern must have for the others to stand out. */
const ruling = 0.9;
const strong = 0.8;
const mostFindings = 25;

/** What stands out in a dataset, the most useful first. */
export function findingsOf(figures: Figures): readonly ProfileFinding[] {
  const ofColumns = figures.columns.flatMap((column) =>
    looks.flatMap((look) => {
      const found = look(column, figures);
      return found ? [{ ...found, columns: [column.name] }] : [];
    }),
  );
  const all = [...ofColumns, ...duplicatesOf(figures), ...missingOf(figures), ...correlatedOf(figures)];
  return all
    .sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind) || (b.records ?? 0) - (a.records ?? 0))
    .slice(0, mostFindings);
}

const order: readonly ProfileFinding['kind'][] = [
  'unread',
  'nearly unique',
  'duplicate records',
  'spellings',
  'mixed units',
  'future',
  'pattern',
  'odd spaces',
  'missing together',
  'far values',
  'correlated',
  'empty',
  'constant',
];

/** What may stand out in one column. */
const looks: readonly ((column: ColumnFigures, figures: Figures) => Found | undefined)[] = [
  ({ unread, header, type, unreadTop }) =>
    unread === 0
      ? undefined
      : {
          kind: 'unread',
          sentence: `${counted(unread, 'value')} of ${header} ${unread === 1 ? 'is' : 'are'} no ${typeWords[type] ?? type}`,
          detail: `such as ${listed(unreadTop.slice(0, 3).map(({ value }) => show(value)))}`,
          records: unread,
          filter: null,
        },
  ({ type, filled, distinct, isExact, name, header, top }) => {
    const repeats = filled - distinct;
    if (type !== 'text' || !isExact || filled < 50 || repeats === 0 || distinct < filled * nearlyUnique) return undefined;
    const twice = top.filter(({ count }) => count > 1);
    const isAll = twice.length < top.length;
    return {
      kind: 'nearly unique',
      sentence: `${header} is nearly unique: ${counted(repeats, 'value')} ${repeats === 1 ? 'repeats' : 'repeat'} another`,
      detail: `such as ${listed(twice.slice(0, 3).map(({ value }) => show(value)))}`,
      records: isAll ? twice.reduce((sum, { count }) => sum + count, 0) : null,
      filter: isAll
        ? [
            oneOf(
              name,
              twice.map(({ value }) => value),
            ),
          ]
        : null,
    };
  },
  ({ variants, name, header }) => {
    const records = variants.reduce((sum, one) => sum + one.records, 0);
    const [first] = variants;
    if (!first) return undefined;
    const spellings = variants.flatMap(({ values }) => values.slice(1).map(({ value }) => value));
    return {
      kind: 'spellings',
      sentence: `${counted(records, 'record')} ${records === 1 ? 'spells' : 'spell'} ${header} differently`,
      detail: `such as ${listed(first.values.slice(0, 3).map(({ value }) => show(value)))}`,
      records,
      filter: [oneOf(name, spellings)],
    };
  },
  ({ patterns, filled, name, header, distinct }) => {
    const [usual, other] = patterns;
    // A pattern that leaves numbers of letters out says little, and running numbers have as many digits as they need.
    const isTold = usual && !usual.pattern.includes('+') && !(distinct === filled && /^9+$/.test(usual.pattern));
    if (!isTold || !other || usual.count < filled * ruling || usual.count === filled || distinct < 20) return undefined;
    const others = filled - usual.count;
    return {
      kind: 'pattern',
      sentence: `${counted(others, 'value')} of ${header} ${others === 1 ? 'is' : 'are'} not built as ${usual.pattern}`,
      detail: `such as ${show(other.example)}, which is ${other.pattern}; usual is ${show(usual.example)}`,
      records: others,
      filter: [{ column: name, operator: 'is not built as', value: usual.pattern, values: [] }],
    };
  },
  ({ oddSpaces, name, header }) =>
    oddSpaces === 0
      ? undefined
      : {
          kind: 'odd spaces',
          sentence: `${counted(oddSpaces, 'value')} of ${header} ${oddSpaces === 1 ? 'has' : 'have'} odd spaces`,
          detail: 'no-break, doubled, leading or trailing spaces look like others and match none',
          records: oddSpaces,
          filter: [{ column: name, operator: 'has odd spaces', value: '', values: [] }],
        },
  ({ numbers, filled, header, name, type }) => {
    if (!numbers || type !== 'decimal') return undefined;
    const { fractions, wholes, zeros } = numbers;
    const [few, many] = [Math.min(fractions, wholes), Math.max(fractions, wholes)];
    if (few === 0 || few < filled * 0.001 || few + many + zeros < filled * 0.99 || !isShare(header)) return undefined;
    const areWholesFew = wholes < fractions;
    return {
      kind: 'mixed units',
      sentence: `${header} mixes shares and percentages`,
      detail: `${counted(fractions, 'value')} below 1, and ${counted(wholes, 'whole number')} from 1`,
      records: few,
      filter: areWholesFew ? [compared(name, 'at least', 1)] : [compared(name, 'greater', 0), compared(name, 'less', 1)],
    };
  },
  ({ days, name, header }, { today }) =>
    !days || days.future === 0
      ? undefined
      : {
          kind: 'future',
          sentence: `${counted(days.future, 'value')} of ${header} ${days.future === 1 ? 'lies' : 'lie'} in the future`,
          detail: 'days after today',
          records: days.future,
          filter: [compared(name, 'at least', addDays(today, 1) ?? today)],
        },
  ({ numbers, filled, header, name }) => {
    const fences = numbers?.fences;
    if (!fences || fences.below + fences.above === 0 || fences.below + fences.above > filled * 0.15) return undefined;
    const isAbove = fences.above >= fences.below;
    const [side, limit, records] = isAbove
      ? (['above', fences.high, fences.above] as const)
      : (['below', fences.low, fences.below] as const);
    return {
      kind: 'far values',
      sentence: `${counted(records, 'value')} of ${header} ${records === 1 ? 'lies' : 'lie'} far ${side} the rest`,
      detail: `${side} ${plain(limit)}: one and a half times the middle half beyond its end`,
      records,
      filter: [compared(name, isAbove ? 'greater' : 'less', limit)],
    };
  },
  ({ filled, distinct, header, top }) =>
    distinct !== 1 || filled < 2
      ? undefined
      : {
          kind: 'constant',
          sentence: `${header} is the same everywhere`,
          detail: `${show(top[0]?.value ?? '')}, ${filled === 1 ? 'once' : `${filled.toLocaleString('en')} times`}`,
          records: null,
          filter: null,
        },
  ({ filled, unread, header }, { records }) =>
    filled + unread > 0 || records === 0
      ? undefined
      : {
          kind: 'empty',
          sentence: `${header} has no value`,
          detail: `in ${counted(records, 'record')}`,
          records: null,
          filter: null,
        },
];

const typeWords: Readonly<Record<string, string>> = {
  integer: 'whole number',
  decimal: 'number of its kind',
  date: 'date',
  timestamp: 'date with a time',
  boolean: 'true or false',
  email: 'e-mail address',
};

function isShare(header: string): boolean {
  return /percent|pct|share|rate|discount|%|ratio/i.test(header);
}

function duplicatesOf({ duplicates, columns }: Figures): readonly ProfileFinding[] {
  if (duplicates.records === 0) return [];
  return [
    {
      kind: 'duplicate records',
      columns: columns.map(({ name }) => name),
      sentence: `${counted(duplicates.records, 'record')} ${duplicates.records === 1 ? 'repeats' : 'repeat'} an earlier one in every value`,
      detail: `among ${counted(duplicates.among, 'record')}`,
      records: duplicates.records,
      filter: null,
    },
  ];
}

function missingOf({ missingTogether, records, columns }: Figures): readonly ProfileFinding[] {
  const missing = (name: string): number => columns.find((column) => column.name === name)?.missing ?? 0;
  return missingTogether
    .filter((set) => set.records >= 5 && set.records < records && set.columns.every((name) => missing(name) < records))
    .filter((set) => set.columns.every((name) => set.records >= missing(name) * strong))
    .slice(0, 3)
    .map((set) => ({
      kind: 'missing together',
      columns: set.columns,
      sentence: `${listed(set.columns)} are missing together`,
      detail: `in ${counted(set.records, 'record')}`,
      records: set.records,
      filter: set.columns.map((column) => ({ column, operator: 'is empty', value: '', values: [] })),
    }));
}

function correlatedOf({ correlations }: Figures): readonly ProfileFinding[] {
  return correlations.pairs
    .filter(({ r }) => Math.abs(r) >= strong)
    .slice(0, 5)
    .map(({ a, b, r }) => ({
      kind: 'correlated',
      columns: [a, b],
      sentence: `${a} and ${b} go together`,
      detail: `correlation ${r.toFixed(2)} in a sample of ${counted(correlations.records, 'record')}`,
      records: null,
      filter: null,
    }));
}

function compared(column: string, operator: Condition['operator'], value: string | number): Condition {
  return { column, operator, value, values: [] };
}

function oneOf(column: string, values: readonly string[]): Condition {
  return { column, operator: 'one of', value: '', values: values.slice(0, 1000) };
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** A number with at most four places, thousands apart. */
function plain(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: 4 });
}
