import { createDateReader } from '../values/date-format.ts';
import type { Proposal, ProposalCase } from './proposal.ts';

/** How days are written in the files of the world. */
const forms = [
  'yyyy-MM-dd',
  'yyyy/M/d',
  'yyyy.M.d',
  'yyyyMMdd',
  'd/M/yyyy',
  'M/d/yyyy',
  'd-M-yyyy',
  'M-d-yyyy',
  'd.M.yyyy',
  'd MMM yyyy',
  'MMM d, yyyy',
  'd-MMM-yy',
  'd-MMM-yyyy',
  'yyyy-M-d',
] as const;

const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Reads a date in another form than the column took it for; silent where two forms give two days. */
export function proposeDates({ rule, columns, textOf, typedOf }: ProposalCase): readonly Proposal[] {
  const column = String(rule['column']);
  const definition = columns[column];
  if (definition?.type !== 'date') return [];
  const text = textOf(column).trim();
  const declared = definition.formats ?? ['yyyy-MM-dd'];
  const own = typedOf(column);
  const readAs = (list: readonly string[]) =>
    new Map(
      list.flatMap((form) => {
        const day = createDateReader(form)(text)?.slice(0, 10);
        return day === undefined || day === own ? [] : [[day, form] as const];
      }),
    );
  // What was read, but into a day that cannot be, is first read in the other forms that the column declares.
  const days = own === null ? readAs(forms) : readAs(declared);
  const [only, ...others] = days;
  if (!only || others.length > 0) return [];
  const [day, form] = only;
  return [
    { cells: { [column]: writeDay(day, declared[0] ?? 'yyyy-MM-dd') }, confidence: 0.93, why: `read as ${form}`, source: 'date' },
  ];
}

/** A day, `yyyy-MM-dd`, in a declared format. */
function writeDay(day: string, format: string): string {
  const [year = '', month = '', date = ''] = day.split('-');
  const fields: Readonly<Record<string, string>> = {
    yyyy: year,
    yy: year.slice(2),
    MMM: monthNames[Number(month) - 1] ?? '',
    MM: month,
    M: String(Number(month)),
    dd: date,
    d: String(Number(date)),
  };
  return format.replace(/yyyy|yy|MMM|MM|M|dd|d/g, (token) => fields[token] ?? '');
}
