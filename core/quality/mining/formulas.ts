import type { ColumnFigures } from '#core/contract/profile.ts';
import type { Candidate, Mined } from './candidate.ts';

const mostNumbers = 16;
const mostRows = 500;
const fewestRows = 20;
/** The share of the records of the sample for which a formula must be right. */
const enough = 0.95;

interface Numbers {
  readonly name: string;
  readonly values: Float64Array;
  /** Half of the smallest unit, which rounding may make up. */
  readonly tolerance: number;
  readonly isShare: boolean;
}

/** Rules that a column of numbers is computed from others, and that one date is no earlier than another. */
export function formulas({ profile, sample }: Mined): readonly Candidate[] {
  const rows = sample.slice(0, mostRows);
  const numbers = profile.columns
    .flatMap((column, index) =>
      isVarying(column)
        ? [
            numbersOf(
              column,
              rows.map((row) => row[index] ?? null),
            ),
          ]
        : [],
    )
    .slice(0, mostNumbers);
  return [...numbers.flatMap((target) => computed(target, numbers)), ...orders(profile.columns, rows)];
}

function isVarying({ numbers, distinct }: ColumnFigures): boolean {
  return numbers !== null && distinct > 2;
}

function numbersOf({ name, scale, numbers }: ColumnFigures, values: Mined['sample'][number]): Numbers {
  const perUnit = 10 ** (scale ?? 0);
  const high = numbers?.quantiles.find(({ share }) => share === 0.95)?.value ?? 0;
  return {
    name,
    values: Float64Array.from(values, (value) => (value === null ? Number.NaN : Number(value) / perUnit)),
    tolerance: 0.5 / perUnit + 1e-9,
    isShare: high > 0 && high <= 1,
  };
}

/** The simplest formula that gives a column from others, if any does. */
function computed(target: Numbers, all: readonly Numbers[]): readonly Candidate[] {
  const others = all.filter((one) => one !== target);
  const pairs = others.flatMap((a, index) => others.slice(index + 1).map((b) => [a, b] as const));
  for (const [a, b] of pairs) {
    const found = holds(target, (row) => at(a, row) * at(b, row)) && `${a.name} * ${b.name}`;
    const added = found || (holds(target, (row) => at(a, row) + at(b, row)) && `${a.name} + ${b.name}`);
    const reduced =
      added || (b.isShare && holds(target, (row) => at(a, row) * (1 - at(b, row))) && `${a.name} * (1 - ${b.name})`);
    const swapped =
      reduced || (a.isShare && holds(target, (row) => at(b, row) * (1 - at(a, row))) && `${b.name} * (1 - ${a.name})`);
    if (swapped) return [formula(target, swapped)];
  }
  for (const share of others.filter((one) => one.isShare))
    for (const [a, b] of pairs)
      if (a !== share && b !== share && holds(target, (row) => at(a, row) * at(b, row) * (1 - at(share, row))))
        return [formula(target, `${a.name} * ${b.name} * (1 - ${share.name})`)];
  return [];
}

function at({ values }: Numbers, row: number): number {
  return values[row] ?? Number.NaN;
}

/** Whether a column is what is computed in nearly all records, and not just because both are nothing. */
function holds({ values, tolerance }: Numbers, compute: (row: number) => number): boolean {
  let [told, right, telling] = [0, 0, 0];
  for (let row = 0; row < values.length; row++) {
    const [value, expected] = [values[row] ?? Number.NaN, compute(row)];
    if (Number.isNaN(value) || Number.isNaN(expected)) continue;
    told++;
    if (Math.abs(value - expected) > tolerance) {
      // Most formulas are wrong at once.
      if (told - right > values.length * (1 - enough) + 1) return false;
      continue;
    }
    right++;
    if (value !== 0) telling++;
  }
  return told >= fewestRows && right >= told * enough && telling >= told / 2;
}

function formula(target: Numbers, expression: string): Candidate {
  const sentence = `${target.name} = ${expression}`;
  return {
    rule: { rule: 'formula', expression: sentence, tolerance: Number(target.tolerance.toPrecision(1)) },
    about: `${target.name}_formula`,
    sentence,
    worth: 1,
  };
}

/** One date is no earlier than another in nearly all records, and later in some. */
function orders(columns: readonly ColumnFigures[], rows: Mined['sample']): readonly Candidate[] {
  const dates = columns.flatMap((column, index) => (column.days ? [{ name: column.name, type: column.type, index }] : []));
  return dates.flatMap((early) =>
    dates.flatMap((late) => {
      if (early === late || early.type !== late.type) return [];
      const both = rows.flatMap((row) => {
        const [from, to] = [row[early.index] ?? null, row[late.index] ?? null];
        return from === null || to === null ? [] : [[String(from), String(to)] as const];
      });
      const right = both.filter(([from, to]) => from <= to).length;
      if (both.length < fewestRows || right < both.length * enough || both.every(([from, to]) => from === to)) return [];
      const sentence = `${late.name} >= ${early.name}`;
      return [
        {
          rule: { rule: 'formula', expression: sentence },
          about: `${late.name}_after_${early.name}`,
          sentence: `${late.name} is no earlier than ${early.name}`,
          worth: 0.9,
        },
      ];
    }),
  );
}
