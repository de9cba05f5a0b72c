import type { ColumnFigures } from '#core/contract/profile.ts';
import { daysBetween } from '../expression/calendar.ts';

/** A check on a whole dataset that its history suggests. */
export interface CheckCandidate {
  readonly id: string;
  readonly check:
    | { readonly freshness: { readonly column: string; readonly warn: string } }
    | { readonly expect: { readonly rows: { readonly change: string; readonly severity: string } } };
  readonly columns: readonly string[];
  readonly sentence: string;
}

/** A date whose newest value is older than this says nothing of how fresh a delivery is, in days. */
const oldest = 62;
/** Deliveries may differ by twice as much as they did, and by this much at least, in percent. */
const leastChange = 20;
const fewestDeliveries = 2;

/** How old the newest value of a date may be, by how old it is on the day of the run: twice as much, and two days at least. */
export function freshnessCheck(columns: readonly ColumnFigures[], today: string): CheckCandidate | undefined {
  for (const { name, days, highest } of columns) {
    const age = days && highest !== null ? daysBetween(highest.slice(0, 10), today) : null;
    if (age === null || age < 0 || age > oldest) continue;
    const warn = `${Math.max(2, 2 * age)}d`;
    return {
      id: `${name}_freshness`,
      check: { freshness: { column: name, warn } },
      columns: [name],
      sentence: `the newest ${name} is not older than ${warn.slice(0, -1)} days when a run begins`,
    };
  }
  return undefined;
}

/** By how much the number of records may differ from the run before, by how much it did. */
export function volumeCheck(records: readonly number[]): CheckCandidate | undefined {
  if (records.length < fewestDeliveries || records.some((count) => count === 0)) return undefined;
  const moves = records.slice(1).map((count, at) => Math.abs(count / (records[at] ?? count) - 1));
  const change = Math.max(leastChange, Math.ceil(Number((20 * Math.max(...moves)).toFixed(6))) * 10);
  if (change > 100) return undefined;
  return {
    id: 'rows_change',
    check: { expect: { rows: { change: `${change}%`, severity: 'warning' } } },
    columns: [],
    sentence: `the number of records differs by no more than ${change} % from the run before`,
  };
}
