import type { Exception } from '#core/contract/exceptions.ts';
import { Failure } from '#core/contract/failure.ts';
import { type Sql, sql } from '#core/sql/sql.ts';
import { type Database, rowsOf } from '#core/workspace/open.ts';
import { lineShape } from './findings.ts';

const columns: Sql = sql`(select case when r.since in ('decided', 'flagged') then 'new' else r.since end from exception_rows r where r.id = exceptions.id), id, dataset, original_record_id, fingerprint, error_category, pipeline_stage, error_details, status, is_structural, (select p.source_name from exception_places p where p.id = exceptions.id), line_no, byte_offset, raw_data`;

/** Exceptions of the published run behind an id, and how many there are in all. */
export function exceptionPage(
  database: Database,
  {
    dataset,
    rule,
    records,
    after,
    limit,
  }: {
    readonly dataset?: string | undefined;
    readonly rule?: string | undefined;
    /** These and no others, however they stand. */
    readonly records?: readonly number[] | undefined;
    readonly after: number;
    readonly limit: number;
  },
): { readonly total: number; readonly exceptions: Exception[] } {
  const byRecord = records
    ? sql`original_record_id in (select value from json_each(${JSON.stringify(records)}))`
    : sql`status = 'open'`;
  const byDataset = sql`${byRecord} and ${dataset === undefined ? sql`true` : sql`dataset = ${dataset}`}`;
  const byRule =
    rule === undefined
      ? sql`true`
      : sql`(dataset, original_record_id) in (select dataset, record_id from validation_results where rule_id = ${rule})`;
  const [total] = rowsOf(database, sql`select count(*) from exceptions where ${byDataset} and ${byRule}`)[0] ?? [];
  const rows = rowsOf(
    database,
    sql`select ${columns} from exceptions where ${byDataset} and ${byRule} and id > ${after} order by id limit ${limit}`,
  );
  return { total: Number(total), exceptions: rows.map(toException) };
}

/** One exception of the published run with every violation and change. Throws a Failure (NOT_FOUND) where there is none. */
export function exceptionById(database: Database, id: number) {
  const [row] = rowsOf(database, sql`select ${columns} from exceptions where id = ${id}`);
  if (!row) throw new Failure('NOT_FOUND', `there is no exception ${id}; \`winnow exceptions list\` shows those there are`);
  const found = toException(row);
  const violations = rowsOf(
    database,
    sql`select rule_id, severity, failure_reason from validation_results where dataset = ${found.dataset} and record_id = ${found.recordId} order by id`,
  );
  const changes = rowsOf(
    database,
    sql`select column_name, step, old_value, new_value from changes where dataset = ${found.dataset} and record_id = ${found.recordId} order by id`,
  );
  return {
    ...found,
    violations: violations.map(([ruleId, severity, reason]) => ({
      ruleId: String(ruleId),
      severity: String(severity),
      reason: String(reason),
    })),
    changes: changes.map(([column, step, before, after]) => ({
      column: String(column),
      step: String(step),
      before: String(before),
      after: String(after),
    })),
  };
}

function toException(row: readonly unknown[]): Exception {
  const [
    since,
    id,
    dataset,
    recordId,
    fingerprint,
    category,
    stage,
    details,
    status,
    isStructural,
    file,
    line,
    byteOffset,
    rawData,
  ] = row;
  return {
    id: Number(id),
    dataset: String(dataset),
    recordId: Number(recordId),
    fingerprint: String(fingerprint),
    category: String(category),
    stage: String(stage),
    details: String(details),
    status: String(status),
    // Written by noteStanding from these very words.
    since: String(since) as Exception['since'],
    isStructural: isStructural === lineShape.broken,
    file: String(file),
    line: Number(line),
    byteOffset: Number(byteOffset),
    rawData: String(rawData),
  };
}

/** The fingerprint of a record's exception, by which later runs know it again; undefined where the record is none. */
export function exceptionFingerprint(database: Database, runNo: number, dataset: string, recordId: number): string | undefined {
  const [found] = rowsOf(
    database,
    sql`select fingerprint from exception_rows where run_no = ${runNo} and dataset = ${dataset} and record_id = ${recordId}`,
  );
  return found && String(found[0]);
}
