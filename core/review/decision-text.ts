import { byThing, type DecisionLine, mergeLines } from '#core/contract/decision-lines.ts';
import { Failure } from '#core/contract/failure.ts';
import { definitionOf } from '#core/records/row-cells.ts';
import { storedColumns } from '#core/records/value-columns.ts';
import { recordsTable, valueColumn } from '#core/sql/names.ts';
import { join, sql } from '#core/sql/sql.ts';
import { decisionsOfRun } from '#core/store/decisions.ts';
import { activeMappings, learnMapping } from '#core/store/mappings.ts';
import { type Database, queryOf, rowsOf } from '#core/workspace/open.ts';
import { decide } from './decide.ts';
import { flaggedByFingerprint } from './flagged.ts';
import { indexGroups } from './others.ts';
import { createReviewer, type Reviewer } from './reviewer.ts';
import type { ReviewedRun } from './verdict.ts';

/** A line that was not taken over, and why. */
export interface LeftLine {
  readonly line: DecisionLine;
  readonly why: string;
}

/** The decisions that hold in the run that is shown, and the mappings that were learned, as lines. Merges stay out: they are about other records too. */
export function decisionLines(database: Database, run: ReviewedRun): readonly DecisionLine[] {
  const decisions = decisionsOfRun(database, run.no).filter(
    ({ isUndone, kind }) => !isUndone && kind !== 'added' && kind !== 'merged',
  );
  const keyAt = createKeyReader(database, run);
  const fixes = new Map<string, DecisionLine>();
  const others = new Map<string, DecisionLine>();
  for (const decision of decisions) {
    const line = (column: string | null, cell?: { readonly from: string; readonly to: string }): DecisionLine => ({
      ...{ dataset: decision.dataset, record: decision.fingerprint, key: keyAt(decision.dataset, decision.recordId) },
      ...{ kind: decision.kind as DecisionLine['kind'], column, from: cell?.from ?? null, to: cell?.to ?? null },
      ...{ content: decision.content, reason: decision.reason, author: decision.author, decidedAt: decision.decidedAt },
      ...(decision.details.expiresOn !== undefined && { expiresOn: decision.details.expiresOn }),
      ...(decision.kind === 'waived' && decision.details.rules && { rules: [...decision.details.rules] }),
    });
    const record = `${decision.dataset} ${decision.recordId}`;
    // What was decided last about a cell, or about the record, is what holds.
    if (decision.kind === 'fixed')
      for (const [column, cell] of Object.entries(decision.cells)) fixes.set(`${record} ${column}`, line(column, cell));
    else others.set(record, line(null));
  }
  const mappings = activeMappings(database).map(
    ({ dataset, column, from, to, author, learnedAt }): DecisionLine => ({
      ...{
        dataset,
        record: '',
        key: {},
        kind: 'mapping',
        column,
        from,
        to,
        content: '',
        reason: null,
        author,
        decidedAt: learnedAt,
      },
    }),
  );
  return [...fixes.values(), ...others.values(), ...mappings];
}

/**
 * Takes over lines of another workspace where nothing else was decided here: each is judged like a decision of a person. What contradicts a
 * decision here, is about a record that is not here or reads otherwise, or leaves a rule broken, is left to a person, with the reason.
 */
export function takeLines(database: Database, run: ReviewedRun, lines: readonly DecisionLine[], now: string) {
  const own = byThing(decisionLines(database, run));
  const finders = new Map<string, ReturnType<typeof createFinder>>();
  let [applied, unchanged] = [0, 0];
  const left: LeftLine[] = [];
  for (const [thing, theirs] of byThing(lines)) {
    const ours = own.get(thing) ?? [];
    const { merged, conflicts } = mergeLines(ours, theirs);
    const fresh = merged.filter(
      (line) => !ours.includes(line) && theirs.includes(line) && !ours.some((one) => isAlike(one, line)),
    );
    if (conflicts.length > 0) left.push(...theirs.map((line) => ({ line, why: 'it was decided otherwise here' })));
    else if (fresh.length === 0) unchanged++;
    else {
      const why = tried(() => takeOver(database, run, fresh, finders, now));
      if (why === undefined) applied++;
      else left.push(...fresh.map((line) => ({ line, why })));
    }
  }
  return { applied, unchanged, left };
}

function takeOver(
  database: Database,
  run: ReviewedRun,
  lines: readonly DecisionLine[],
  finders: Map<string, ReturnType<typeof createFinder>>,
  now: string,
): void {
  const [first] = lines;
  if (!first) return;
  const { dataset, author } = first;
  if (!Object.hasOwn(run.pipeline.datasets, dataset)) throw new Failure('NOT_FOUND', `there is no dataset ${dataset} here`);
  if (first.kind === 'mapping') {
    const { column, from, to } = first;
    learnMapping(database, {
      dataset,
      column: column ?? '',
      from: from ?? '',
      to: to ?? '',
      author,
      learnedAt: now,
      batchNo: null,
    });
    return;
  }
  const find = finders.get(dataset) ?? createFinder(database, run, dataset);
  finders.set(dataset, find);
  const recordId = find(first);
  const base = { dataset, recordId, source: 'import' };
  const fixed = lines.filter(({ kind }) => kind === 'fixed');
  if (fixed.length > 0) {
    const cells = Object.fromEntries(fixed.map(({ column, to }) => [column ?? '', to ?? '']));
    decide(database, run, { ...base, kind: 'fixed', cells, reason: fixed[0]?.reason ?? null, details: {} }, author, now);
  }
  for (const { kind, reason, expiresOn, rules } of lines) {
    if (kind === 'fixed' || kind === 'mapping') continue;
    const details = { ...(expiresOn !== undefined && { expiresOn }), ...(rules && { rules }) };
    decide(database, run, { ...base, kind, cells: {}, reason, details }, author, now);
  }
}

/** A function that gives the record of a line. Throws a Failure where there is none, or it reads otherwise. */
function createFinder(database: Database, run: ReviewedRun, dataset: string) {
  indexGroups(database, run);
  const reviewer: Reviewer = createReviewer(database, run, dataset);
  const clean = flaggedByFingerprint(database, run, reviewer, true);
  const waiting = new Map<string, number[]>();
  for (const [id, fingerprint] of rowsOf(
    database,
    sql`select record_id, fingerprint from exception_rows where run_no = ${run.no} and dataset = ${dataset} order by record_id`,
  )) {
    const ids = waiting.get(String(fingerprint)) ?? [];
    waiting.set(String(fingerprint), ids);
    ids.push(Number(id));
  }
  return ({ record, content }: DecisionLine): number => {
    const ids = [...(waiting.get(record) ?? []), ...(clean.get(record) ?? [])];
    if (ids.length === 0) throw new Failure('NOT_FOUND', 'there is no such record here');
    const found = ids.find((id) => reviewer.contentOf(id) === content);
    if (found === undefined) throw new Failure('CONFLICT', 'the record reads otherwise here');
    return found;
  };
}

/** A function that gives the key of a record, for people. */
function createKeyReader(database: Database, run: ReviewedRun) {
  const readers = new Map<string, (id: number) => DecisionLine['key']>();
  return (dataset: string, recordId: number): DecisionLine['key'] => {
    const known = readers.get(dataset) ?? keyReaderOf(database, run, dataset);
    readers.set(dataset, known);
    return known(recordId);
  };
}

function keyReaderOf(database: Database, run: ReviewedRun, dataset: string): (id: number) => DecisionLine['key'] {
  const definition = definitionOf(run, dataset);
  const names = storedColumns(definition).map(({ name }) => name);
  const key = definition.key.filter((name) => names.includes(name));
  if (key.length === 0) return () => ({});
  const values = join(key.map((name) => valueColumn(names.indexOf(name))));
  const read = queryOf(database, sql`select ${values} from ${recordsTable(dataset, run.no)} where id = ?`);
  return (id) => {
    const [row = []] = read(id);
    return Object.fromEntries(key.map((name, place) => [name, (row[place] ?? null) as string | number | null]));
  };
}

function isAlike(one: DecisionLine, other: DecisionLine): boolean {
  return one.kind === other.kind && one.column === other.column && one.to === other.to;
}

/** Why something could not be done; undefined where it was. */
function tried(work: () => void): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof Failure) return error.message;
    throw error;
  }
}
