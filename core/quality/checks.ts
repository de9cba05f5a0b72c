import { counted } from '#core/contract/counted.ts';
import { formatPercent } from '#core/contract/percent.ts';
import type { Severity } from '#core/contract/severity.ts';
import type { DatasetDefinition } from '#core/definition/dataset.ts';

/** The figures of a dataset in a run that checks are about; null where there is nothing to measure. */
export interface Figures {
  readonly rows: () => number;
  /** Those of them that could be read. */
  readonly readable: () => number;
  /** Records in the run before; null in the first. */
  readonly rowsBefore: () => number | null;
  /** Records that are exceptions, broken lines among them. */
  readonly waiting: () => number;
  /** Records without a value in a column. */
  readonly missing: (column: string) => number;
  /** Hours from the newest value of a column that does not lie in the future to the time that the run is about. */
  readonly age: (column: string) => number | null;
}

/** A kind of check of a whole dataset: what it measures, and what it says. */
export interface CheckKind {
  readonly name: string;
  readonly measure: (figures: Figures, column: string) => number | null;
  readonly isFailed: (measured: number, limit: number) => boolean;
  /** What was found and what was expected, in a sentence. */
  readonly sentence: (measured: number, limit: number, column: string) => string;
  /** What a person might do about it. */
  readonly action: string;
}

/** A check of a dataset; of several levels that fail the worst counts. */
export interface DatasetCheck {
  readonly id: string;
  readonly kind: CheckKind;
  readonly column: string;
  readonly levels: readonly { readonly severity: Severity; readonly limit: number }[];
}

const exceeds = (measured: number, limit: number): boolean => measured > limit;
const percent = (share: number): string => `${formatPercent(100 * share)} %`;
const shareOf = (part: number, all: number): number | null => (all === 0 ? null : part / all);

const leastRows: CheckKind = {
  name: 'rows-min',
  measure: ({ rows }) => rows(),
  isFailed: (measured, limit) => measured < limit,
  sentence: (measured, limit) => `${counted(measured, 'record')} arrived; expected at least ${counted(limit, 'record')}`,
  action: 'Check that the file is complete before using the figures.',
};

const mostRows: CheckKind = {
  name: 'rows-max',
  measure: ({ rows }) => rows(),
  isFailed: exceeds,
  sentence: (measured, limit) => `${counted(measured, 'record')} arrived; expected at most ${counted(limit, 'record')}`,
  action: 'Check whether data was delivered twice.',
};

const rowsChange: CheckKind = {
  name: 'rows-change',
  measure: ({ rows, rowsBefore }) => {
    const before = rowsBefore();
    return before === null ? null : shareOf(Math.abs(rows() - before), before);
  },
  isFailed: exceeds,
  sentence: (measured, limit) =>
    `the number of records differs from the previous run by ${percentBeyond(measured, limit)}; expected at most ${percent(limit)}`,
  action: 'Compare this run with the one before.',
};

const missingValues: CheckKind = {
  name: 'missing',
  measure: ({ readable, missing }, column) => shareOf(missing(column), readable()),
  isFailed: exceeds,
  sentence: (measured, limit, column) =>
    `${column} has no value in ${percentBeyond(measured, limit)} of the records; expected at most ${percent(limit)}`,
  action: 'Ask the data provider for the missing values.',
};

const failingRows: CheckKind = {
  name: 'failing',
  measure: ({ rows, waiting }) => shareOf(waiting(), rows()),
  isFailed: exceeds,
  sentence: (measured, limit) =>
    `${percentBeyond(measured, limit)} of the records are exceptions; expected at most ${percent(limit)}`,
  action: 'Review the exceptions, starting with the most frequent problem.',
};

const newestValue: CheckKind = {
  name: 'freshness',
  measure: ({ age }, column) => age(column),
  isFailed: exceeds,
  sentence: (measured, limit, column) => `the newest ${column} is ${hours(measured)} old; expected at most ${hours(limit)}`,
  action: 'Ask for newer data.',
};

/** Every kind of check of a whole dataset, by name. */
export const checkKinds: ReadonlyMap<string, CheckKind> = new Map(
  [leastRows, mostRows, rowsChange, missingValues, failingRows, newestValue].map((kind) => [kind.name, kind]),
);

/** The checks that a dataset declares, in the order in which they are told. */
export function checksOf({ expect, freshness }: Pick<DatasetDefinition, 'expect' | 'freshness'>): readonly DatasetCheck[] {
  const { rows, missing, failing } = expect;
  const one = (id: string, kind: CheckKind, limit: number | undefined, severity: Severity, column = ''): DatasetCheck[] =>
    limit === undefined ? [] : [{ id, kind, column, levels: [{ severity, limit }] }];
  const ages = [
    ...(freshness?.error === undefined ? [] : [{ severity: 'error', limit: freshness.error } as const]),
    ...(freshness?.warn === undefined ? [] : [{ severity: 'warning', limit: freshness.warn } as const]),
  ];
  return [
    ...(rows
      ? [
          ...one('rows_min', leastRows, rows.min, rows.severity),
          ...one('rows_max', mostRows, rows.max, rows.severity),
          ...one('rows_change', rowsChange, rows.change, rows.severity),
        ]
      : []),
    ...Object.entries(missing).flatMap(([column, { max, severity }]) =>
      one(`${column.toLowerCase()}_missing`, missingValues, max, severity, column),
    ),
    ...(failing ? one('failing', failingRows, failing.max, failing.severity) : []),
    ...(freshness
      ? [{ id: `${freshness.column.toLowerCase()}_freshness`, kind: newestValue, column: freshness.column, levels: ages }]
      : []),
  ];
}

function hours(value: number): string {
  if (value >= 48) return counted(Math.round(value / 2.4) / 10, 'day');
  return value >= 1 ? counted(Math.round(value * 10) / 10, 'hour') : counted(Math.round(value * 60), 'minute');
}

/** A share with as many places as it takes not to look like the limit that it is beyond. */
function percentBeyond(share: number, limit: number): string {
  for (let places = 1; places < 12; places++) {
    const text = String(Number((100 * share).toFixed(places)));
    if (share === limit || Number(text) !== Number((100 * limit).toFixed(places))) return share === 0 ? '0 %' : `${text} %`;
  }
  return percent(share);
}
