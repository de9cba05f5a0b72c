import type { GeneratedRow, Planted } from '../data-generator.ts';
import { addDays } from '../day.ts';
import { createLottery } from '../lottery.ts';
import { createPool } from '../pool.ts';
import type { Random } from '../random.ts';

const firstNames =
  'Ada Ben Chloe Dev Elif Femi Grace Hugo Ines Jonas Kira Liam Mei Noor Omar Priya Quinn Rosa Sven Tara Uma Vik Wendy Yara Zoe'.split(
    ' ',
  );
const lastNames =
  "Abara Berg Costa Dubois Eriksen Fischer Garcia Haddad Ivanov Jansen Kaur Lindqvist Moreau Novak O'Brien Patel Rossi Silva Tanaka Ueda Vargas Weiss Yilmaz Zhou".split(
    ' ',
  );

type Defect =
  | 'missing_email'
  | 'malformed_email'
  | 'duplicate_email'
  | 'missing_last_name'
  | 'malformed_signup_date'
  | 'future_signup_date'
  | 'untidy_name';

const shares: readonly (readonly [Defect, number])[] = [
  ['missing_email', 0.01],
  ['malformed_email', 0.005],
  ['duplicate_email', 0.01],
  ['missing_last_name', 0.01],
  ['malformed_signup_date', 0.01],
  ['future_signup_date', 0.005],
  ['untidy_name', 0.01],
];

const rules: Readonly<Record<Defect, string | null>> = {
  missing_email: 'email_required',
  malformed_email: 'email_type',
  duplicate_email: 'email_unique',
  missing_last_name: 'last_name_required',
  malformed_signup_date: 'signup_date_type',
  future_signup_date: 'signup_date_window',
  untidy_name: null,
};

/** A customer as orders see it. */
export interface Customer {
  readonly id: string;
  /** When the customer really signed up, as `yyyy-MM-dd`. */
  readonly since: string;
  /** What the file says of it, which may be no date. */
  readonly signupDate: string;
}

/** Customers in the order in which they signed up, over so many days from `start` on. */
export function* customerRows(
  random: Random,
  count: number,
  { start, days, isClean }: { readonly start: string; readonly days: number; readonly isClean: boolean },
  add: (customer: Customer) => void,
): Generator<GeneratedRow> {
  const lottery = createLottery(random, count, isClean ? [] : shares);
  const pool = createPool<{ readonly row: number; readonly email: string }>(random);
  for (let row = 1; row <= count; row++) {
    const defect = lottery.draw((kind) => kind !== 'duplicate_email' || !pool.isEmpty());
    const planted: Planted[] = defect ? [{ row, kind: defect, rule: rules[defect] }] : [];
    const [first, last] = [random.pick(firstNames), random.pick(lastNames)];
    const id = `CUST-${String(row).padStart(6, '0')}`;
    const since = addDays(start, Math.floor(((row - 1) * days) / count));
    let email = `${first}.${last.replace("'", '')}${row}@example.com`.toLowerCase();
    if (defect === undefined) pool.add({ row, email });
    if (defect === 'duplicate_email') {
      const original = pool.take();
      if (original) {
        // Whether letters are capital makes no other address.
        email = random.next() < 0.5 ? original.email.toUpperCase() : original.email;
        planted.push({ row: original.row, kind: defect, rule: rules[defect] });
      }
    }
    const signupDate =
      defect === 'malformed_signup_date'
        ? random.pick(['2024-02-30', '31/12/2023', 'last week'])
        : defect === 'future_signup_date'
          ? '2199-01-01'
          : since;
    add({ id, since, signupDate });
    yield {
      dataset: 'customers',
      cells: [
        id,
        defect === 'untidy_name' ? ` ${first}  ` : first,
        defect === 'missing_last_name' ? '' : last,
        defect === 'missing_email' ? '' : defect === 'malformed_email' ? email.replace('@', ' at ') : email,
        signupDate,
      ],
      planted,
    };
  }
}
