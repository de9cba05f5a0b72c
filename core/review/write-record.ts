import { createHash } from 'node:crypto';
import { Failure } from '#core/contract/failure.ts';
import type { WriteProblem, Written } from '#core/contract/record-writes.ts';
import { rowById, tableRow } from '#core/models/table-rows.ts';
import { definitionOf } from '#core/records/row-cells.ts';
import { answerOf, keepAnswer } from '#core/store/request-keys.ts';
import type { Database } from '#core/workspace/open.ts';
import { decide } from './decide.ts';
import { trialOf } from './trial.ts';
import type { ReviewedRun } from './verdict.ts';

type Cell = string | number | boolean | null;

/** A write as a program asks for it. */
export interface RecordWrite {
  readonly kind: 'update' | 'replace' | 'remove';
  readonly name: string;
  readonly key: string;
  readonly cells: Readonly<Record<string, Cell>>;
  readonly reason?: string | undefined;
  /** The ETag of the row as the program knows it. */
  readonly ifMatch?: string | undefined;
  readonly requestKey?: string | undefined;
}

/** What a write came to: done, or why not. */
export type WriteOutcome =
  | { readonly kind: 'written'; readonly written: Written; readonly etag: string | null }
  | { readonly kind: 'forbidden' | 'changed'; readonly sentence: string }
  | { readonly kind: 'refused'; readonly sentence: string; readonly problems: readonly WriteProblem[] };

/**
 * Changes or rejects a clean record for a program, as a decision that the rules of the pipeline judge: nothing is stored with which a rule would
 * be broken. All of it is one transaction. Throws a Failure (NOT_FOUND, BAD_INPUT, CONFLICT) for a record or column that is not there, and for a
 * key under which something else was asked.
 */
export function writeRecord(database: Database, run: ReviewedRun, write: RecordWrite, author: string, now: string): WriteOutcome {
  return database
    .transaction(() =>
      write.requestKey === undefined ? judged(database, run, write, author, now) : once(database, run, write, author, now),
    )
    .immediate();
}

/** Does a write unless it was done under its key already. */
function once(database: Database, run: ReviewedRun, write: RecordWrite, author: string, now: string): WriteOutcome {
  const { requestKey: key = '', ...asked } = write;
  const request = createHash('sha256').update(JSON.stringify(asked)).digest('hex');
  const before = answerOf(database, key);
  if (before) {
    if (before.request !== request)
      throw new Failure('CONFLICT', `something else was asked under the key ${key}; give every request a key of its own`);
    // Kept by this very function.
    return JSON.parse(before.outcome) as WriteOutcome;
  }
  const outcome = judged(database, run, write, author, now);
  keepAnswer(database, { key, request, outcome: JSON.stringify(outcome), at: now });
  return outcome;
}

function judged(database: Database, run: ReviewedRun, write: RecordWrite, author: string, now: string): WriteOutcome {
  const { kind, name, ifMatch } = write;
  const { records, columns } = definitionOf(run, name);
  const may = kind === 'remove' ? 'delete' : 'update';
  if (!records[may])
    return {
      kind: 'forbidden',
      sentence: `${name} does not allow this; the pipeline would have to say \`records: { ${may}: true }\` of it`,
    };
  const row = tableRow(database, run, { name, key: write.key });
  if (ifMatch !== undefined && ifMatch !== '*' && ifMatch !== etagOf(row))
    return { kind: 'changed', sentence: `this row of ${name} was changed since it was read; read it again` };
  const id = Number(row['id']);
  const cells = textsOf(write, Object.keys(columns));
  if (kind !== 'remove') {
    if (Object.keys(cells).length === 0) throw new Failure('BAD_INPUT', 'name the columns to change, with their new values');
    const trial = trialOf(database, run, { dataset: name, recordId: id, cells });
    if (!trial.passes) {
      const reasons = trial.problems.map(({ reason }) => reason);
      return { kind: 'refused', sentence: `the record would break a rule: ${reasons.join('; ')}`, problems: trial.problems };
    }
  }
  const wish = {
    ...{ dataset: name, recordId: id, source: 'program', details: {} },
    kind: kind === 'remove' ? ('rejected' as const) : ('fixed' as const),
    cells,
    reason: write.reason ?? (kind === 'remove' ? 'deleted by a program' : null),
  };
  const { batchNo, alongside, worsened } = decide(database, run, wish, author, now);
  const after = kind === 'remove' ? null : rowById(database, run, name, id);
  return { kind: 'written', written: { id, row: after, batchNo, alongside, worsened }, etag: after && etagOf(after) };
}

/** The new texts of cells; of a record that is written as a whole, every declared column. Throws a Failure (BAD_INPUT) for others. */
function textsOf({ kind, cells, name }: RecordWrite, declared: readonly string[]): Readonly<Record<string, string>> {
  if (kind === 'remove') return {};
  const unknown = Object.keys(cells).find((column) => !declared.includes(column));
  if (unknown !== undefined)
    throw new Failure('BAD_INPUT', `${name} has no column "${unknown}" that can be written; there are ${declared.join(', ')}`);
  const names = kind === 'replace' ? declared : Object.keys(cells);
  return Object.fromEntries(names.map((column) => [column, String(cells[column] ?? '')]));
}

/** What identifies a row in the state in which it was read. */
export function etagOf(row: Readonly<Record<string, unknown>>): string {
  return `"${createHash('sha256').update(JSON.stringify(row)).digest('hex').slice(0, 32)}"`;
}
